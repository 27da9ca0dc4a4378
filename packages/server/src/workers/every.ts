/** A job done again and again, never twice at once. `stop` resolves when the run under way has ended. */
export function every(
  periodMs: number,
  job: () => Promise<void>,
  failed: (error: unknown) => void,
): { stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= job()
      .catch(failed)
      .finally(() => {
        running = undefined;
      });
  }, periodMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
