/** Devices at work at once. */
export const LANES = 2;

/** Works through a list, so many at once, in its order. */
export async function inLanes<T>(
  list: readonly T[],
  lanes: number,
  work: (value: T) => Promise<void>,
): Promise<void> {
  const left = [...list];
  const lane = async () => {
    for (let value = left.shift(); value !== undefined; value = left.shift()) await work(value);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
