import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { compile } from '../bench/c-harness.ts';

const LENGTH_BYTES = 4;

/** Debian's libwbxml as a filter that keeps running: thousands of documents cost one process. */
export interface Libwbxml {
  /** XML of a WBXML document; empty when it is refused. */
  toXml(wbxml: Uint8Array): Promise<Uint8Array>;
  /** WBXML of an XML document with a DOCTYPE; empty when it is refused. */
  toWbxml(xml: Uint8Array): Promise<Uint8Array>;
  stop(): Promise<void>;
}

/** Rejects when the compiler or the library is missing (Debian: gcc, libwbxml2-dev). */
export async function startLibwbxml(): Promise<Libwbxml> {
  const { folder, program } = await compile('convert');
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ask = askerOf(child);
  return {
    toXml: (wbxml) => ask('w', wbxml),
    toWbxml: (xml) => ask('x', xml),
    async stop() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One question after the other. */
function askerOf(child: ChildProcessByStdio<Writable, Readable, null>) {
  let heard = Buffer.alloc(0);
  let waiting: { done(answer: Uint8Array): void; fail(error: Error): void } | undefined;
  child.stdout.on('data', (piece: Buffer) => {
    heard = Buffer.concat([heard, piece]);
    if (heard.length < LENGTH_BYTES) return;
    const end = LENGTH_BYTES + heard.readUInt32LE(0);
    if (heard.length < end) return;
    waiting?.done(new Uint8Array(heard.subarray(LENGTH_BYTES, end)));
    heard = heard.subarray(end);
  });
  child.on('exit', (code, signal) => waiting?.fail(new Error(`libwbxml ended: ${signal ?? code}`)));
  return (kind: 'w' | 'x', bytes: Uint8Array): Promise<Uint8Array> =>
    new Promise((done, fail) => {
      waiting = { done, fail };
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32LE(bytes.length);
      child.stdin.write(Buffer.concat([Buffer.from(kind), length, bytes]));
    });
}
