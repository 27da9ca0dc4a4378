import type { Alert, Cred, Item, Message, Replace, Results, Status } from '@scomo/syncml';
import { DEVICE_ID } from './pair.ts';

/** A client message; `final` unless told otherwise. */
export function fromClient(
  msgId: number,
  commands: Message['commands'],
  over: Partial<Message['header']> & { readonly final?: boolean } = {},
): Message {
  const { final = true, ...header } = over;
  return {
    header: {
      verDtd: '1.2',
      verProto: 'DM/1.2',
      sessionId: '1',
      msgId: String(msgId),
      target: { locUri: 'https://dm.example.net/oma' },
      source: { locUri: DEVICE_ID },
      ...header,
    },
    commands,
    final,
  };
}

export function alert(code: number | undefined, over: Partial<Alert> = {}): Alert {
  return { kind: 'Alert', cmdId: '1', ...(code === undefined ? {} : { code }), items: [], ...over };
}

export function devInfo(cmdId = '2', values: Readonly<Record<string, string>> = { Man: 'Acme' }): Replace {
  const items = Object.entries(values).map(
    ([name, data]): Item => ({ source: { locUri: `./DevInfo/${name}` }, data }),
  );
  return { kind: 'Replace', cmdId, items };
}

export function status(over: Partial<Status>): Status {
  return {
    kind: 'Status',
    cmdId: '1',
    msgRef: '1',
    cmdRef: '0',
    cmd: 'SyncHdr',
    targetRefs: [],
    sourceRefs: [],
    code: 200,
    items: [],
    ...over,
  };
}

export function results(over: Partial<Results>): Results {
  return { kind: 'Results', cmdId: '9', items: [], ...over };
}

export function cred(type: string, data: string): Cred {
  return { meta: { format: 'b64', type }, data };
}

export const PACKAGE_1: Message['commands'] = [alert(1201), devInfo()];
