import type { Command, Message } from '@scomo/syncml';
import { DEVICE_TYPE, type World } from '../world.ts';
import type { CorpusFile } from './corpus-files.ts';
import { type Answer, postMessage, sendRaw } from './post-message.ts';
import { NEXT_MESSAGE, WITHOUT_TOKEN } from './session-cases.ts';

/** An input may be slow once: other programs run here too. */
const TRIES = 3;

/** Sends one file and gives what is wrong with the answer, undefined when it is as stated. */
export async function replay(world: World, file: CorpusFile): Promise<string | undefined> {
  const { sidecar, name } = file;
  let answer: Answer | undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      answer = await send(world, file, tries);
    } catch (error) {
      return `${name}: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (answer.ms <= sidecar.maxMs) break;
  }
  if (answer === undefined) throw new Error('nothing was sent');
  const got = {
    http: answer.http,
    syncmlStatus: answer.message && headerStatus(answer.message),
    commandStatus: answer.message && commandStatus(answer.message),
  };
  const wrong = (['http', 'syncmlStatus', 'commandStatus'] as const)
    .filter((field) => sidecar[field] !== undefined && sidecar[field] !== got[field])
    .map((field) => `${field} ${got[field]} instead of ${sidecar[field]}`);
  if (answer.ms > sidecar.maxMs) wrong.push(`${answer.ms.toFixed(0)} ms instead of ${sidecar.maxMs}`);
  return wrong.length === 0 ? undefined : `${name}: ${wrong.join(', ')}`;
}

function send(world: World, { area, name, bytes }: CorpusFile, tries: number): Promise<Answer> {
  if (area === 'http') return sendRaw(world.url, bytes);
  if (area !== 'session') return postMessage(`${world.url}/dm`, bytes, area);
  return sendSession(
    world,
    `IMEI:${name.replaceAll('/', '-').slice(0, 60)}-${tries}`,
    Buffer.from(bytes).toString(),
  );
}

/** A session of a device of its own; each answer's RespURI is where the next message goes. */
async function sendSession(world: World, deviceId: string, script: string): Promise<Answer> {
  const { clientName, clientSecret } = await enrol(world, deviceId);
  const filled = script
    .replaceAll('{{device}}', deviceId)
    .replaceAll('{{user}}', clientName)
    .replaceAll('{{cred}}', btoa(`${clientName}:${clientSecret}`));
  let url = `${world.url}/dm`;
  let last: Answer | undefined;
  for (const part of filled.split(NEXT_MESSAGE)) {
    const bare = part.startsWith(WITHOUT_TOKEN);
    const bytes = new TextEncoder().encode(bare ? part.slice(WITHOUT_TOKEN.length) : part);
    last = await postMessage(bare ? `${world.url}/dm` : url, bytes, 'xml');
    url = last.message?.header.respUri ?? url;
  }
  if (last === undefined) throw new Error('a session without a message');
  return last;
}

/** A device with a basic account. */
export async function enrol(
  world: World,
  deviceId: string,
): Promise<{ readonly clientName: string; readonly clientSecret: string }> {
  const { auth } = await world.client.createDevice({
    body: { deviceId, deviceType: DEVICE_TYPE, auth: { scheme: 'basic' } },
  });
  return auth;
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
