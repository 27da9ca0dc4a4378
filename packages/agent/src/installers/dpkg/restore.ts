import { Failure } from '../../base/failure.ts';
import type { RunResult } from '../../supervisor/run-program.ts';
import { causeOf } from './apt-output.ts';
import { type DebUndo, debId } from './plan.ts';
import { type RunDpkg, settleStatus } from './run-dpkg.ts';
import { ABSENT, type DebStatus, WORKING } from './status.ts';

type Entry = DebUndo['packages'][number];

/** Ways that are tried, the gentle one first. Old packages come before new ones go: the new may need what the old replace. */
const ROUNDS: readonly (readonly string[])[] = [
  [],
  ['--force-depends', '--force-conflicts', '--force-breaks', '--force-overwrite'],
];

/** Brings every package back to what the record says. `fileOf` gives the old .deb. Throws Failure. */
export async function restore(
  undo: DebUndo,
  root: string,
  status: () => readonly DebStatus[],
  dpkg: RunDpkg,
  fileOf: (entry: Entry) => string | undefined,
): Promise<void> {
  await settleStatus(root, dpkg);
  const changed = () => undo.packages.filter((entry) => !asBefore(entry, status()));
  let last: RunResult | undefined;
  for (const force of ROUNDS) {
    const files = changed().flatMap((entry) => (entry.version === undefined ? [] : (fileOf(entry) ?? [])));
    if (files.length > 0) last = await dpkg([...force, '-i', ...files]);
    const names = changed().flatMap(({ name, version }) => (version === undefined ? [name] : []));
    if (names.length > 0) last = await dpkg([...force, '--purge', '--force-remove-reinstreq', ...names]);
  }
  for (const entry of changed()) {
    const { name, version } = entry;
    if (version !== undefined && fileOf(entry) === undefined)
      throw new Failure(1412, `${name} ${version} cannot be brought back: its .deb is gone`, debId(name));
    const cause = last === undefined ? '' : ` (${last.how}): ${causeOf(last.output, name)}`;
    throw new Failure(1412, `dpkg could not bring ${name} back${cause}`, debId(name));
  }
}

function asBefore({ name, version }: Entry, status: readonly DebStatus[]): boolean {
  const entry = status.find((candidate) => candidate.name === name);
  if (version === undefined) return entry === undefined || ABSENT.has(entry.state);
  return entry !== undefined && WORKING.has(entry.state) && entry.version === version;
}
