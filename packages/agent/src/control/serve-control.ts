import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import { ControlError, type ControlRequest, VERBS } from './verbs.ts';

/** The socket of a running agent, only for the user it runs as. */
export const controlPath = (state: string) => join(state, 'control.sock');

/** Longest path of a socket that every system takes. */
const PATH_BYTES_MAX = 103;

/**
 * Serves other programs of the same user: a line of JSON `{"do": verb, …}` in, a line `{"ok", "value" | "error"}` out.
 * The state folder is held by the caller, so a socket that is there was left by a dead agent.
 */
export function serveControl(
  state: string,
  contexts: readonly Context[],
  say: (line: string) => void,
): { close(): void } {
  const path = controlPath(state);
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) {
    say(`no local socket: ${path} is too long for one`);
    return { close: () => undefined };
  }
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    serveSocket(socket, contexts);
  });
  server.maxConnections = LIMITS.controlConnectionsMax;
  server.on('error', (error) => say(`no local socket: ${error.message}`));
  rmSync(path, { force: true });
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  return {
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** One line after the other: nothing is read while one is worked on. */
function serveSocket(socket: Socket, contexts: readonly Context[]): void {
  let rest = '';
  socket.setEncoding('utf8').setTimeout(LIMITS.controlIdleMs, () => socket.destroy());
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if ([rest, ...lines].some((line) => Buffer.byteLength(line) > LIMITS.controlLineBytesMax)) {
      socket.destroy();
      return;
    }
    socket.pause();
    void answerAll(lines, socket, contexts).then(() => socket.resume());
  });
}

async function answerAll(
  lines: readonly string[],
  socket: Socket,
  contexts: readonly Context[],
): Promise<void> {
  for (const line of lines) {
    const answer = await answerTo(line, contexts);
    if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`);
  }
}

/** One line as a program sent it; never throws. */
export async function answerTo(line: string, contexts: readonly Context[]): Promise<ControlAnswer> {
  try {
    const request = readRequest(line);
    const name = String(request.do);
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
    if (verb === undefined) throw new ControlError(`${JSON.stringify(name.slice(0, 40))} is no verb`);
    return { ok: true, value: await verb(contexts, request) };
  } catch (error) {
    if (error instanceof ControlError) return { ok: false, error: error.message };
    const words = error instanceof Error ? error.message : String(error);
    return { ok: false, error: `the agent failed: ${words}` };
  }
}

export type ControlAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };

function readRequest(line: string): ControlRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ControlError('a line must be a JSON object');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ControlRequest;
  throw new ControlError('a line must be a JSON object');
}
