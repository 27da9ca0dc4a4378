import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { drawLoss, drawToxic, type LossName, type ToxicName, type Toxics } from './toxics.ts';

const LATENCY_MS = 40;
const BYTES_PER_MS = 200;
const SLICE_BYTES = 700;
const SLOW_CLOSE_MS = 150;
const LIMIT_BYTES_MAX = 60_000;
/** Until a silent connection is closed; real ones would take a minute. */
const SILENCE_MS = 400;

/** A TCP proxy that spoils connections and messages by chance. */
export interface ChaosProxy {
  readonly port: number;
  /** How often each toxic and each loss was used. */
  readonly used: ReadonlyMap<ToxicName | LossName, number>;
  /** From now on nothing is spoilt. */
  calm(): void;
  close(): Promise<void>;
}

/** @param upstream port of the server on loopback, once it is known. */
export async function openChaosProxy(
  upstream: () => number,
  toxics: Toxics,
  random: () => number,
): Promise<ChaosProxy> {
  const used = new Map<ToxicName | LossName, number>();
  const open = new Set<Socket>();
  let calm = false;
  const note = <N extends ToxicName | LossName>(name: N): N => {
    used.set(name, (used.get(name) ?? 0) + 1);
    return name;
  };
  const server = createServer({ noDelay: true }, (device) => {
    const toxic = calm ? 'none' : note(drawToxic(toxics, random));
    open.add(device);
    device.on('close', () => open.delete(device));
    device.on('error', () => undefined);
    if (toxic === 'down') {
      device.resetAndDestroy();
      return;
    }
    const loss = () => (calm ? 'none' : note(drawLoss(toxics, random)));
    relay(device, upstream(), toxic, loss, random);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    used,
    calm: () => {
      calm = true;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Carries one connection. */
function relay(
  device: Socket,
  upstream: number,
  toxic: ToxicName,
  loss: () => LossName,
  random: () => number,
): void {
  const server = connect({ port: upstream, host: '127.0.0.1', noDelay: true });
  const cut = () => {
    device.resetAndDestroy();
    server.destroy();
  };
  const end = { answers: true };
  const there = carrier(server, toxic, random, cut);
  const back = carrier(device, toxic, random, cut);
  device.on('data', (bytes) => {
    const drawn = bytes.subarray(0, 5).toString('latin1') === 'POST ' ? loss() : 'none';
    if (drawn === 'lost_request') return void setTimeout(cut, SILENCE_MS * random());
    if (drawn === 'lost_answer') end.answers = false;
    if (drawn === 'dup') sendTwice(upstream, bytes);
    there(bytes);
  });
  server.on('data', (bytes) => (end.answers ? back(bytes) : cut()));
  server.on('error', () => device.destroy());
  device.on('error', () => server.destroy());
  device.on('close', () => server.destroy());
  server.on('close', () => {
    if (toxic === 'slow_close') setTimeout(() => device.destroy(), SLOW_CLOSE_MS);
    else device.end();
  });
}

/** The same message once more by a connection of its own; its answer is nobody's. */
function sendTwice(upstream: number, bytes: Buffer): void {
  const again = connect({ port: upstream, host: '127.0.0.1' });
  again.on('error', () => undefined);
  again.setTimeout(SILENCE_MS * 10, () => again.destroy());
  again.on('data', () => again.end());
  again.write(bytes);
}

/** Writes to one end as the toxic wants, in the order in which bytes come. */
function carrier(to: Socket, toxic: ToxicName, random: () => number, cut: () => void) {
  let left = Math.floor(random() * LIMIT_BYTES_MAX);
  let turn: Promise<unknown> = Promise.resolve();
  const after = (work: () => Promise<unknown>) => {
    turn = turn.then(work).catch(() => undefined);
  };
  const slices = async (bytes: Buffer, size: number, pauseMs: () => number) => {
    for (let at = 0; at < bytes.length && !to.destroyed; at += size) {
      to.write(bytes.subarray(at, at + size));
      await wait(pauseMs());
    }
  };
  const spoil: Readonly<Partial<Record<ToxicName, (bytes: Buffer) => void>>> = {
    latency: (bytes) =>
      after(async () => {
        await wait(LATENCY_MS * random());
        to.write(bytes);
      }),
    bandwidth: (bytes) => after(() => slices(bytes, BYTES_PER_MS * 20, () => 20)),
    slicer: (bytes) => after(() => slices(bytes, SLICE_BYTES, () => 2 * random())),
    limit_data(bytes) {
      to.write(bytes.subarray(0, left));
      left -= bytes.length;
      if (left <= 0) cut();
    },
    timeout: () => void setTimeout(cut, SILENCE_MS),
    halfopen: () => void setTimeout(cut, SILENCE_MS * 5),
    reset_peer(bytes) {
      to.write(bytes);
      setTimeout(cut, SILENCE_MS * random());
    },
    corrupt(bytes) {
      const spoilt = Buffer.from(bytes);
      const at = Math.floor(random() * spoilt.length);
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      to.write(spoilt);
    },
  };
  return spoil[toxic] ?? ((bytes: Buffer) => void to.write(bytes));
}
