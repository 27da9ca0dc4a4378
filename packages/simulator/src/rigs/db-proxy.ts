import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a call to the database fails: by an SQLSTATE, or by a connection that is lost before it is made or after it is done. */
export const DB_ERRORS = ['40001', '57P01', 'lost before', 'lost after'] as const;
export type DbError = (typeof DB_ERRORS)[number];

/** A proxy before PostgreSQL that counts calls (a Query, or all up to a Sync) and lets one of them fail. */
export interface DbProxy {
  /** Of the same database, by way of the proxy. */
  readonly url: string;
  /** Counts from 1 again; the n-th call fails so. */
  arm(nth: number, error: DbError): void;
  /** Ends that; gives how many calls there were. */
  disarm(): number;
  close(): Promise<void>;
}

interface Armed {
  count: number;
  readonly nth: number;
  readonly error: DbError;
}

/** @param url of a database behind a Unix socket. */
export async function openDbProxy(url: string): Promise<DbProxy> {
  const host = /[?&]host=([^&]+)/.exec(url)?.[1] ?? '';
  const target = join(decodeURIComponent(host), SOCKET);
  const folder = mkdtempSync(join(tmpdir(), 'scomo-dbp-'));
  const open = new Set<Socket>();
  let armed: Armed | undefined;
  const next = (): DbError | undefined => {
    if (armed === undefined) return undefined;
    armed.count += 1;
    return armed.count === armed.nth ? armed.error : undefined;
  };
  const server = createServer((program) => {
    open.add(program);
    program.on('close', () => open.delete(program));
    carry(program, target, next);
  });
  await new Promise<void>((done) => server.listen(join(folder, SOCKET), done));
  return {
    url: url.replace(host, encodeURIComponent(folder)),
    arm(nth, error) {
      armed = { count: 0, nth, error };
    },
    disarm() {
      const { count = 0 } = armed ?? {};
      armed = undefined;
      return count;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const SOCKET = '.s.PGSQL.5432';

/** Carries one connection; `next` says of each call whether it fails. */
function carry(program: Socket, target: string, next: () => DbError | undefined): void {
  const database = connect(target);
  const cut = () => {
    program.destroy();
    database.destroy();
  };
  let loseAnswer = false;
  let call: Buffer[] = [];
  let begun = false;
  const ask = frames(({ type, bytes }) => {
    call.push(bytes);
    if (begun && type !== QUERY && type !== SYNC) return;
    const error = begun ? next() : undefined;
    begun = true;
    const whole = Buffer.concat(call);
    call = [];
    if (error === 'lost before') return cut();
    if (error === '40001' || error === '57P01') {
      program.write(failure(error));
      if (error === '57P01') cut();
      return;
    }
    loseAnswer = error === 'lost after';
    database.write(whole);
  }, true);
  const answer = frames(({ type }) => {
    if (loseAnswer && type === READY) cut();
  }, false);
  program.on('data', ask);
  database.on('data', (bytes) => {
    if (!loseAnswer) program.write(bytes);
    answer(bytes);
  });
  for (const socket of [program, database]) {
    socket.on('error', cut);
    socket.on('close', cut);
  }
}

const QUERY = 'Q';
const SYNC = 'S';
const READY = 'Z';

interface Frame {
  readonly type: string;
  readonly bytes: Buffer;
}

/** Cuts a stream of the PostgreSQL protocol into messages; the first of a program has no type. */
function frames(take: (frame: Frame) => void, program: boolean): (bytes: Buffer) => void {
  let held = Buffer.alloc(0);
  let first = program;
  return (bytes) => {
    held = Buffer.concat([held, bytes]);
    for (;;) {
      const at = first ? 0 : 1;
      if (held.length < at + 4) return;
      const size = at + held.readUInt32BE(at);
      if (held.length < size) return;
      const type = first ? '' : String.fromCharCode(held[0] ?? 0);
      const frame = { type, bytes: held.subarray(0, size) };
      held = held.subarray(size);
      first = false;
      take(frame);
    }
  };
}

/** ErrorResponse, and ReadyForQuery in a failed transaction. */
function failure(code: string): Buffer {
  const fields = ['SERROR', 'VERROR', `C${code}`, 'Mby the rig', ''].map((field) => `${field}\0`).join('');
  const size = Buffer.alloc(4);
  size.writeUInt32BE(4 + Buffer.byteLength(fields));
  return Buffer.concat([Buffer.from('E'), size, Buffer.from(fields), Buffer.from([0x5a, 0, 0, 0, 5, 0x49])]);
}
