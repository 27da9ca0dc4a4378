import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Stopped } from '../../base/failure.ts';
import { LIMITS } from '../../base/limits.ts';
import type { HeldPackage, InstallerPort, Inventory, Outcome, Terms } from '../port.ts';
import { type Answer, takeAnswer } from './answers.ts';
import { type Request, writeRequest } from './requests.ts';

/** Nobody is there, or went away before the answer was whole. */
export class InstallerAway extends Error {
  constructor(path: string, why: string) {
    super(`no privileged part answers at ${path}: ${why}. Is scomo-agent installer running?`);
    this.name = 'InstallerAway';
  }
}

export interface Connecting {
  readonly signal: AbortSignal;
  /** Told once for each time that the part is away; without it nobody waits, and InstallerAway is thrown. */
  readonly waiting?: (why: string) => void;
}

/** The privileged part behind a socket. Each verb may be asked for again, so one that was cut off is. Throws Stopped. */
export function connectInstaller(path: string, connecting: Connecting): InstallerPort {
  const ask = async (request: Request) => takeAnswer(await exchange(path, request, connecting));
  return {
    terms: async () => (await ask({ verb: 'terms' })) as Terms,
    rotate: async (roots) => void (await ask({ verb: 'rotate', roots })),
    inventory: async (again) => (await ask({ verb: 'inventory', again })) as Inventory,
    stage: async (staging) => (await ask({ verb: 'stage', ...staging })) as HeldPackage,
    apply: async (change) => (await ask({ verb: 'apply', ...change })) as Outcome,
    sweep: async () => void (await ask({ verb: 'sweep' })),
  };
}

async function exchange(path: string, request: Request, { signal, waiting }: Connecting): Promise<Answer> {
  for (let told = false; ; ) {
    if (signal.aborted) throw new Stopped();
    try {
      return JSON.parse(await exchangeOnce(path, writeRequest(request), signal)) as Answer;
    } catch (error) {
      if (signal.aborted) throw new Stopped();
      if (!(error instanceof InstallerAway) || waiting === undefined) throw error;
      if (!told) waiting(error.message);
      told = true;
      await pause(LIMITS.installerPauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The line that comes back. Throws InstallerAway. */
function exchangeOnce(path: string, line: string, signal: AbortSignal): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(path);
    const parts: Buffer[] = [];
    let size = 0;
    const stop = () => socket.destroy();
    signal.addEventListener('abort', stop);
    const away = (why: string) => failed(new InstallerAway(path, why));
    socket.on('connect', () => socket.end(line));
    socket.on('error', (error) => away(error.message));
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      size += part.length;
      if (size > LIMITS.answerBytesMax) socket.destroy(new Error('the answer is too long'));
    });
    socket.on('close', () => {
      signal.removeEventListener('abort', stop);
      const text = Buffer.concat(parts).toString('utf8');
      if (text.endsWith('\n')) done(text);
      else away('it went away');
    });
  });
}
