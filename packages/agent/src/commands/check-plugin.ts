import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { tryRules } from '../installers/exec/conformance.ts';
import { UsageError } from './options.ts';

/** Tries an installer plug-in against the rules of the protocol; 0 when it keeps them all. docs/installer-plugins.md */
export async function checkPlugin(args: readonly string[]): Promise<number> {
  const { command, name, payload, next } = readCall(args);
  const state = mkdtempSync(join(tmpdir(), 'scomo-plugin-'));
  try {
    const home = join(state, 'plugins', name);
    mkdirSync(home, { recursive: true });
    let [tried, failed] = [0, 0];
    for await (const { rule, fault } of tryRules({
      plugin: { name, command, home, state },
      component: `${name}:check-plugin`,
      payload: payload ?? plainPayload(state, '1'),
      next: next ?? plainPayload(state, '2'),
    })) {
      tried += 1;
      if (fault !== undefined) failed += 1;
      process.stdout.write(fault === undefined ? `pass  ${rule}\n` : `FAIL  ${rule}: ${fault}\n`);
    }
    process.stdout.write(`${name}: ${tried} rules, ${failed} broken\n`);
    return failed === 0 ? 0 : 1;
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

function readCall(args: readonly string[]) {
  const options = {
    name: { type: 'string' },
    payload: { type: 'string' },
    next: { type: 'string' },
  } as const;
  let call: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    call = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { payload, next } = call.values;
  const [program, ...words] = call.positionals;
  if (program === undefined || !existsSync(program))
    throw new UsageError('the program of the plug-in comes first: check-plugin ./my-plugin');
  if ((payload === undefined) !== (next === undefined))
    throw new UsageError('--payload and --next belong together: two versions of what the plug-in takes');
  for (const path of [payload, next])
    if (path !== undefined && !existsSync(path)) throw new UsageError(`there is no ${path}`);
  const name = call.values.name ?? basename(program).replace(/-plugin$|\.[^.]*$/g, '');
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name))
    throw new UsageError(`${name} is no name of a plug-in: give one with --name`);
  return { command: [resolve(program), ...words], name, payload, next };
}

/** A payload for plug-ins that take any: a folder with one program. */
function plainPayload(state: string, version: string): string {
  const folder = join(state, `plain-${version}`);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin/say'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  return folder;
}
