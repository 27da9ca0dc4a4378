import { BATCH_LANES, BATCH_ROWS_MAX } from '../limits.ts';
import { isolates, retries } from './failures.ts';

const RETRIES_MAX = 3;

/** Coalesces concurrent calls of one kind into few statements. */
export interface Batcher<I, O> {
  /** Resolves when the flush that carried the item is committed. */
  add(item: I): Promise<O>;
  /** Resolves when nothing is queued or under way. */
  drained(): Promise<void>;
}

interface Entry<I, O> {
  readonly key: string;
  readonly item: I;
  readonly resolve: (output: O) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Calls that arrive in one turn of the event loop, or while all lanes are busy, travel together; at most one item of
 * a key per flush (the next one waits for a later flush). `run` gets the items sorted by key and gives one output per
 * item. A flush that fails for its data is split until the guilty item stands alone; only that one is rejected.
 */
export function batcher<I, O>(
  keyOf: (item: I) => string,
  run: (items: readonly I[]) => Promise<readonly O[]>,
): Batcher<I, O> {
  let queue: Entry<I, O>[] = [];
  let busy = 0;
  let scheduled = false;
  const idleWaiters: (() => void)[] = [];

  const schedule = (): void => {
    if (scheduled || queue.length === 0 || busy >= BATCH_LANES) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      const { batch, rest } = takeBatch(queue);
      queue = rest;
      busy++;
      void settle(batch, run).then(() => {
        busy--;
        schedule();
        if (busy === 0 && queue.length === 0) for (const done of idleWaiters.splice(0)) done();
      });
      schedule();
    });
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        queue.push({ key: keyOf(item), item, resolve, reject });
        schedule();
      }),
    drained: () =>
      busy === 0 && queue.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            idleWaiters.push(resolve);
          }),
  };
}

function takeBatch<I, O>(queue: Entry<I, O>[]): { batch: Entry<I, O>[]; rest: Entry<I, O>[] } {
  const batch = new Map<string, Entry<I, O>>();
  const rest: Entry<I, O>[] = [];
  for (const entry of queue) {
    if (batch.size < BATCH_ROWS_MAX && !batch.has(entry.key)) batch.set(entry.key, entry);
    else rest.push(entry);
  }
  const sorted = [...batch.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { batch: sorted, rest };
}

async function settle<I, O>(
  entries: readonly Entry<I, O>[],
  run: (items: readonly I[]) => Promise<readonly O[]>,
  tries = 0,
): Promise<void> {
  try {
    const outputs = await run(entries.map((entry) => entry.item));
    if (outputs.length !== entries.length) throw new Error('a batch gives one output per item');
    entries.forEach((entry, n) => {
      entry.resolve(outputs[n] as O);
    });
  } catch (error) {
    if (retries(error) && tries < RETRIES_MAX) return settle(entries, run, tries + 1);
    if (entries.length > 1 && isolates(error)) {
      const middle = entries.length >> 1;
      await settle(entries.slice(0, middle), run);
      return settle(entries.slice(middle), run);
    }
    for (const entry of entries) entry.reject(error);
  }
}
