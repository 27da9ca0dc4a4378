import type { Command, Message } from '@scomo/syncml';
import type { World } from '../world.ts';
import type { Sidecar } from './case.ts';
import type { CorpusFile } from './corpus-files.ts';
import { readOnDevice } from './device-reader.ts';
import { type Answer, postMessage, sendRaw } from './post-message.ts';
import { playScript } from './session-script.ts';

/** An input may be slow once: other programs run here too. */
const TRIES = 3;

/** Sends one file and gives what is wrong with the answer, undefined when it is as stated; `timed`: and in its time. */
export async function replay(world: World, file: CorpusFile, timed = false): Promise<string | undefined> {
  const { sidecar, name } = file;
  try {
    for (let tries = 1; ; tries += 1) {
      const { ms, ...got } = await answerTo(world, file, tries);
      const wrong = (['http', 'syncmlStatus', 'commandStatus', 'device', 'touched'] as const)
        .filter((field) => wanted(sidecar, field) !== undefined && wanted(sidecar, field) !== got[field])
        .map((field) => `${field} ${got[field]} instead of ${wanted(sidecar, field)}`);
      const slow = timed && ms > sidecar.maxMs;
      if (slow && wrong.length === 0 && tries < TRIES) continue;
      if (slow) wrong.push(`${ms.toFixed(0)} ms instead of ${sidecar.maxMs}`);
      return wrong.length === 0 ? undefined : `${name}: ${wrong.join(', ')}`;
    }
  } catch (error) {
    return `${name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What came of one file. */
interface Got {
  readonly http?: number | undefined;
  readonly syncmlStatus?: number | undefined;
  readonly commandStatus?: number | undefined;
  readonly device?: string | undefined;
  readonly touched?: boolean;
  readonly ms: number;
}

function wanted(sidecar: Sidecar, field: Exclude<keyof Got, 'ms'>): Got[typeof field] {
  return field === 'touched' ? sidecar.mustNotTouch && false : sidecar[field];
}

async function answerTo(world: World, file: CorpusFile, tries: number): Promise<Got> {
  const { area, name, bytes } = file;
  switch (area) {
    case 'xml':
    case 'wbxml':
      return gotOf(await postMessage(`${world.url}/dm`, bytes, area));
    case 'http':
    case 'api':
      return gotOf(await sendRaw(world.url, withToken(bytes, world.token)));
    case 'session':
    case 'auth': {
      const deviceId = `IMEI:${name.replaceAll('/', '-').slice(0, 60)}-${tries}`;
      const answer = await playScript(world, deviceId, Buffer.from(bytes).toString());
      const { lastSeenAt, info } = await world.client.getDevice({ params: { deviceId } });
      return { ...gotOf(answer), touched: lastSeenAt !== undefined || Object.keys(info).length > 0 };
    }
    default:
      return readOnDevice(area, bytes);
  }
}

function gotOf({ http, message, ms }: Answer): Got {
  return {
    http,
    syncmlStatus: message && headerStatus(message),
    commandStatus: message && commandStatus(message),
    ms,
  };
}

/** The operator's token where a request names it. */
function withToken(bytes: Uint8Array, token: string): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('{{token}}', token), 'latin1');
}

function headerStatus(message: Message): number | undefined {
  return statuses(message).find((status) => status.cmd === 'SyncHdr')?.code;
}

function commandStatus(message: Message): number | undefined {
  return statuses(message).find((status) => status.cmd !== 'SyncHdr')?.code;
}

function statuses({ commands }: Message): readonly Extract<Command, { kind: 'Status' }>[] {
  return commands.filter((command) => command.kind === 'Status');
}
