import type { Primitive } from '../object.ts';
import type { ClientWays } from './client-ways.ts';
import type { TaskFacts } from './task.ts';
import { sameName } from './uri.ts';

/** Names under which clients list a primitive, beside its own. spec/scomo.md §2.7, §13.1 T21 */
const ALIASES: Readonly<Partial<Record<Primitive, readonly string[]>>> = {
  DownloadInstallInactive: ['DownloadInstallInactivate', 'DownlaodInstallInactive'],
  Deactivate: ['Deactive'],
};

/**
 * The operation node to execute: the first of the wanted primitives that is listed, under the name it is listed by, or
 * the one that its family executes instead (`real`), or its own when that was refused.
 */
export function findOperation(
  task: TaskFacts,
  operations: string,
  listed: readonly string[],
  wanted: readonly Primitive[],
  real: ClientWays['aliases'],
): { readonly uri: string; readonly operation: Primitive } | undefined {
  const refused = task.operations
    .filter((record) => record.status !== undefined && record.status >= 400)
    .map((record) => record.uri);
  for (const operation of wanted) {
    for (const name of [operation, ...(ALIASES[operation] ?? [])]) {
      const spelt = listed.find((each) => sameName(each, name));
      if (spelt === undefined) continue;
      const executed = real[spelt.toLowerCase()] ?? spelt;
      const right = refused.includes(`${operations}/${executed}`);
      return { uri: `${operations}/${right ? operation : executed}`, operation };
    }
  }
  return undefined;
}
