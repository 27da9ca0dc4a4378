import { setTimeout as wait } from 'node:timers/promises';
import { type Command, decode, type Encoding, encode, MEDIA_TYPE, type Message } from '@scomo/syncml';
import type { ScriptedWire } from '../scripted-device.ts';
import type { Tally } from './tally.ts';

const RESEND_PAUSE_MS = 100;
/** Shares of requests that go to both nodes: at the same time, or to the second when the first has answered. */
const AT_ONCE = 0.1;
const AFTERWARDS = 0.1;

/** The way of one session over two nodes: each message goes to the other one, and again until one answers. */
export interface AlternatingWire extends ScriptedWire {
  /** Times that nobody answered. */
  readonly breaks: number;
}

/** The device said two things under one number, and the server ended the session for it, as it must. security.md P8 */
export class BrokenOff extends Error {}

export interface WireOptions {
  readonly urls: readonly [string, string];
  readonly sessionId: string;
  /** The second message is followed by another one of the same number. */
  readonly confused: boolean;
  /** In [0, 1). */
  random(): number;
  /** Milliseconds of `performance.now()` after which it gives up. */
  deadline(): number;
  readonly tally: Tally;
}

export function alternatingWire(options: WireOptions): AlternatingWire {
  const { urls, sessionId, random, tally } = options;
  let turn = Math.floor(random() * 2);
  let breaks = 0;
  let messages = 0;
  const at = (node: number, url: string) => {
    const { pathname, search } = new URL(url);
    return `${urls[node % 2]}${pathname}${search}`;
  };
  const until = async (url: string, bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array> => {
    for (;;) {
      const answer = await post(at(turn++, url), bytes, encoding);
      if (answer !== undefined) return answer;
      breaks += 1;
      if (performance.now() > options.deadline()) throw new Error('neither node answers');
      await wait(RESEND_PAUSE_MS);
    }
  };
  const repeat = async (url: string, bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array> => {
    const chance = random();
    const twin = chance < AT_ONCE ? post(at(turn + 1, url), bytes, encoding) : undefined;
    const answer = await until(url, bytes, encoding);
    const late = chance >= AT_ONCE && chance < AT_ONCE + AFTERWARDS;
    const second = late ? await post(at(turn, url), bytes, encoding) : await twin;
    if (second === undefined) return answer;
    tally.repeated += 1;
    if (Buffer.compare(answer, second) !== 0) tally.different += 1;
    return answer;
  };
  return {
    sessionId,
    get breaks() {
      return breaks;
    },
    async send(url, bytes, encoding) {
      const answer = decode(await repeat(url, bytes, encoding), encoding);
      messages += 1;
      if (messages !== 2 || !options.confused) return answer;
      const other = decode(await until(url, another(bytes, encoding), encoding), encoding);
      if (!isBreakOff(other)) throw new Error('a second message of the same number did not end the session');
      tally.confused += 1;
      throw new BrokenOff();
    },
  };
}

/** Another message of the same number. */
function another(bytes: Uint8Array, encoding: Encoding): Uint8Array {
  const message = decode(bytes, encoding);
  const more: Command = { kind: 'Alert', cmdId: '99', code: 1222, items: [] };
  return encode({ ...message, commands: [...message.commands, more] }, encoding);
}

function isBreakOff({ commands }: Message): boolean {
  const [first] = commands;
  const refused = first?.kind === 'Status' && first.cmd === 'SyncHdr' && first.code === 400;
  return refused && commands.some((command) => command.kind === 'Alert' && command.code === 1223);
}

/** Undefined when there was no answer, or 503: the same bytes may be sent again. */
async function post(url: string, bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array | undefined> {
  try {
    const body = Uint8Array.from(bytes);
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': MEDIA_TYPE[encoding] },
    });
    const answer = new Uint8Array(await response.arrayBuffer());
    if (response.status === 503) return undefined;
    if (response.status !== 200) throw new Refused(response.status);
    return answer;
  } catch (error) {
    if (error instanceof Refused) throw error;
    return undefined;
  }
}

class Refused extends Error {
  constructor(status: number) {
    super(`HTTP ${status}`);
  }
}
