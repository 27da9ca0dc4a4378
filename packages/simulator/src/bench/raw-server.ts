import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { encode, type Message } from '@scomo/syncml';
import { startChild } from '../child.ts';

/** Starts the reference of the turn benches: the same replies, canned. */
export async function startRaw(
  replies: readonly Message[],
): Promise<{ readonly port: number; stop(): Promise<unknown> }> {
  const dir = mkdtempSync(join(tmpdir(), 'scomo-raw-'));
  const file = join(dir, 'replies.json');
  const canned = replies.map((reply) => Buffer.from(encode(reply, 'wbxml')).toString('base64'));
  writeFileSync(file, JSON.stringify(canned));
  const child = startChild([process.execPath, resolve(import.meta.dirname, 'raw-echo.ts'), file], {
    env: process.env,
    cwd: dir,
    log: join(dir, 'raw.log'),
  });
  const [, port] = await child.says(/port (\d+)/, 10_000);
  return { port: Number(port), stop: () => child.stop() };
}
