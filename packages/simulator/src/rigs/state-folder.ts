import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The two journals of an agent: of the part that talks to servers, and of the privileged one. */
export interface Journals {
  readonly talk: DatabaseSync;
  readonly installer: DatabaseSync;
}

/** Looks into the journals of an agent that is not at work, or only looks on. */
export function withJournals<T>(state: string, look: (journals: Journals) => T, readOnly = true): T {
  const talk = new DatabaseSync(join(state, 'journal.db'), { readOnly });
  try {
    const installer = new DatabaseSync(join(state, 'installer.db'), { readOnly });
    try {
      return look({ talk, installer });
    } finally {
      installer.close();
    }
  } finally {
    talk.close();
  }
}

/** Looks into the journals of an agent that was killed, without touching them: what is in a log stays in the log. */
export function withKilledJournals<T>(state: string, look: (journals: Journals) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-journal-'));
  try {
    for (const name of ['journal.db', 'journal.db-wal', 'installer.db', 'installer.db-wal'])
      if (existsSync(join(state, name))) copyFileSync(join(state, name), join(folder, name));
    return withJournals(folder, look, false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Component → version of what `current` points to. Throws Error for a generation that is not whole. */
export function runningIn(state: string): ReadonlyMap<string, string> {
  const generation = generationOf(state);
  if (generation === undefined) return new Map();
  const { components } = JSON.parse(readFileSync(join(generation, 'generation.json'), 'utf8')) as {
    readonly components: readonly { readonly id: string; readonly version: string; readonly pkgId: string }[];
  };
  const links = readdirSync(generation).filter((name) => name !== 'generation.json');
  const named = components.map(({ id }) => id);
  if (links.sort().join() !== named.toSorted().join())
    throw new Error(`the generation links ${links.join()} and names ${named.join()}`);
  for (const { id, pkgId } of components) {
    const target = readlinkSync(join(generation, id));
    if (!target.endsWith(`/${pkgId.slice('sha256:'.length)}`))
      throw new Error(`${id} is linked to ${target}, not to ${pkgId}`);
  }
  return new Map(components.map(({ id, version }) => [id, version]));
}

function generationOf(state: string): string | undefined {
  try {
    return join(state, readlinkSync(join(state, 'current')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

interface SignedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly sha256: string;
}

/** What of the running software is not as its manifest says; empty when all is well. */
export function spoiltFiles(state: string, { installer }: Journals): readonly string[] {
  const generation = generationOf(state);
  if (generation === undefined) return [];
  return readdirSync(generation)
    .filter((name) => name !== 'generation.json')
    .flatMap((name) => {
      const home = join(generation, name);
      const pkgId = `sha256:${readlinkSync(home).split('/').at(-1)}`;
      const record = installer.prepare('SELECT record FROM packages WHERE pkg_id = ?').get(pkgId)?.record;
      if (record === undefined) return [`${name}: ${pkgId} has no record`];
      const { manifest } = JSON.parse(String(record)) as { manifest: { files: SignedFile[] } };
      return manifest.files.filter((file) => !asSigned(home, file)).map(({ path }) => `${name}/${path}`);
    });
}

function asSigned(home: string, { path, size, mode, sha256 }: SignedFile): boolean {
  const file = join(home, path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.size !== size || (found.mode & 0o7777) !== mode) return false;
  return createHash('sha256').update(readFileSync(file)).digest('hex') === sha256;
}

/** Files and folders that a finished agent does not leave behind: half-written ones, and what no package or generation needs. */
export function leftovers(state: string, { talk, installer }: Journals): readonly string[] {
  const generation = generationOf(state);
  const current = generation?.split('/').at(-1);
  const held = (journal: DatabaseSync) =>
    journal
      .prepare('SELECT pkg_id FROM packages')
      .all()
      .map((row) => String(row.pkg_id).slice('sha256:'.length));
  const delivered = new Set(held(talk).map((digest) => `${digest}.pkg`));
  const unpacked = new Set(held(installer));
  return [
    ...namesIn(state, '.').filter((name) => name.endsWith('.new')),
    ...namesIn(state, 'downloads').filter((name) => !delivered.has(name)),
    ...namesIn(state, 'run'),
    ...namesIn(state, 'generations').filter((name) => name !== current),
    ...namesIn(state, 'store').filter((name) => !unpacked.has(name)),
  ];
}

/** Digest → bytes of its package that the device holds: in a partial file, or unpacked. */
export function heldBytes(state: string): ReadonlyMap<string, number> {
  const partial = namesIn(state, 'downloads')
    .filter((name) => name.endsWith('.part'))
    .map((name) => [name.slice(0, -'.part'.length), statSync(join(state, 'downloads', name)).size] as const);
  const unpacked = namesIn(state, 'store')
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .map((name) => [name, bytesBelow(join(state, 'store', name))] as const);
  return new Map([...unpacked, ...partial]);
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function namesIn(state: string, folder: string): string[] {
  const path = join(state, folder);
  return existsSync(path) ? readdirSync(path) : [];
}
