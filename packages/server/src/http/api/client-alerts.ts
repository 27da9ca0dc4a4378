import type { SessionDetail } from '@scomo/api';
import type { SessionMessage } from '@scomo/fleet';
import {
  type Command,
  type Data,
  decode,
  encodeMarkup,
  type Item,
  type Message,
  SyncmlError,
} from '@scomo/syncml';

type ClientAlert = SessionDetail['alerts'][number];

/**
 * Client events (1224) and generic alerts (1226) of a session, for engineers. Until both sides trust each other a device
 * sends the same alert again: it is shown once. spec/omadm.md §1.14
 */
export function clientAlerts(messages: readonly SessionMessage[]): readonly ClientAlert[] {
  const alerts = messages
    .filter(({ direction }) => direction === 'in')
    .flatMap((message) => (decoded(message)?.commands ?? []).flatMap((command) => alertOf(command, message)));
  const seen = new Map<string, ClientAlert>();
  for (const alert of alerts) {
    const key = JSON.stringify([alert.code, alert.correlator, alert.items]);
    if (!seen.has(key)) seen.set(key, alert);
  }
  return [...seen.values()];
}

function alertOf(command: Command, { at, index }: SessionMessage): readonly ClientAlert[] {
  if (command.kind !== 'Alert' || (command.code !== 1224 && command.code !== 1226)) return [];
  const { code, correlator, items } = command;
  const about = correlator === undefined ? {} : { correlator };
  return [{ at, index, code, ...about, items: items.map(presentItem) }];
}

function decoded({ bytes, encoding }: SessionMessage): Message | undefined {
  try {
    return decode(bytes, encoding);
  } catch (error) {
    if (error instanceof SyncmlError) return undefined;
    throw error;
  }
}

function presentItem({ source, meta, data }: Item): ClientAlert['items'][number] {
  return {
    ...(source === undefined ? {} : { source: source.locUri }),
    ...(meta?.type === undefined ? {} : { type: meta.type }),
    ...(meta?.format === undefined ? {} : { format: meta.format }),
    ...(meta?.mark === undefined ? {} : { mark: meta.mark }),
    ...(data === undefined ? {} : { data: textOf(data) }),
  };
}

function textOf(data: Data): string {
  if (typeof data === 'string') return data;
  if (data instanceof Uint8Array) return Buffer.from(data).toString('base64');
  return Buffer.from(encodeMarkup(data, 'xml')).toString('utf8');
}
