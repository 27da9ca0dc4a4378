import {
  type Command,
  commandName,
  decode,
  type Encoding,
  encode,
  type Item,
  MEDIA_TYPE,
  type Message,
} from '@scomo/syncml';

/**
 * A foreign client in miniature, spoken by hand on a real socket: basic authentication, a flat map as its tree, no
 * `?list=`, no sets, and whatever it is told to claim. Independent of our engines on purpose.
 */
export interface ScriptedDevice {
  readonly url: string;
  readonly deviceId: string;
  readonly userName: string;
  readonly secret: string;
  readonly encoding: Encoding;
  /** Leaf values by canonical URI; interior nodes follow from them. */
  readonly tree: Map<string, string>;
  /** Type property of interior nodes. */
  readonly types: ReadonlyMap<string, string>;
  /** Status of an Exec. */
  exec(uri: string, correlator: string): number;
  /** Status of a UI alert that shows this text; 406 when it cannot ask. */
  alert?(code: number, text: string): number;
}

/** A completion report that it sends whether true or not. */
export interface Claim {
  readonly correlator: string;
  readonly source: string;
  readonly code: number;
  readonly identifier: string;
}

/** How the messages of a scripted session travel. */
export interface ScriptedWire {
  readonly sessionId: string;
  send(url: string, bytes: Uint8Array, encoding: Encoding): Promise<Message>;
}

const PLAIN_WIRE: ScriptedWire = { sessionId: '7', send: post };

/** One session, package 1 to the end; gives every message in order. */
export async function runScriptedSession(
  device: ScriptedDevice,
  claims: readonly Claim[] = [],
  wire: ScriptedWire = PLAIN_WIRE,
): Promise<readonly Message[]> {
  const said: Message[] = [];
  let url = device.url;
  let commands: Command[] = [
    { kind: 'Alert', cmdId: '1', code: 1201, items: [] },
    {
      kind: 'Replace',
      cmdId: '2',
      items: [
        { source: { locUri: './DevInfo/DevId' }, data: device.deviceId },
        { source: { locUri: './DevInfo/Lang' }, data: device.tree.get('./DevInfo/Lang') ?? 'en' },
      ],
    },
    ...claims.map((claim, index) => claimAlert(claim, String(index + 3))),
  ];
  for (let msgId = 1; msgId < 50; msgId += 1) {
    const message = messageOf(device, url, wire.sessionId, msgId, commands);
    const answer = await wire.send(url, encode(message, device.encoding), device.encoding);
    said.push(message, answer);
    url = answer.header.respUri ?? url;
    const asked = answer.commands.filter((command) => command.kind !== 'Status');
    if (asked.length === 0) return said;
    commands = answers(device, answer);
  }
  throw new Error(`${device.deviceId}: the server never ended the session`);
}

function messageOf(
  device: ScriptedDevice,
  url: string,
  sessionId: string,
  msgId: number,
  commands: readonly Command[],
): Message {
  const cred = btoa(`${device.userName}:${device.secret}`);
  return {
    header: {
      verDtd: '1.2',
      verProto: 'DM/1.2',
      sessionId,
      msgId: String(msgId),
      target: { locUri: url },
      source: { locUri: device.deviceId, locName: device.userName },
      ...(msgId === 1 ? { cred: { meta: { format: 'b64', type: 'syncml:auth-basic' }, data: cred } } : {}),
      meta: { maxMsgSize: 65_536 },
    },
    commands,
    final: true,
  };
}

async function post(url: string, bytes: Uint8Array, encoding: Encoding): Promise<Message> {
  const response = await fetch(url, {
    method: 'POST',
    body: Uint8Array.from(bytes),
    headers: { 'content-type': MEDIA_TYPE[encoding] },
  });
  const body = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200) throw new Error(`HTTP ${response.status} from ${url}`);
  return decode(body, encoding);
}

/** Status for the header, then for each command its Status, then its Results. */
function answers(device: ScriptedDevice, message: Message): Command[] {
  const { msgId } = message.header;
  const out: Command[] = [];
  const push = (make: (cmdId: string) => Command) => out.push(make(String(out.length + 1)));
  const status = (cmdRef: string, cmd: string, code: number) =>
    push((cmdId) => ({
      kind: 'Status',
      cmdId,
      msgRef: msgId,
      cmdRef,
      cmd,
      targetRefs: [],
      sourceRefs: [],
      code,
      items: [],
    }));
  const carryOut = (command: Command): number => {
    if (command.kind === 'Status') return 200;
    const { code, results } = act(device, command);
    status(command.cmdId, commandName(command), code);
    if (results !== undefined)
      push((cmdId) => ({ kind: 'Results', cmdId, msgRef: msgId, cmdRef: command.cmdId, items: results }));
    if (command.kind === 'Atomic') command.commands.forEach(carryOut);
    if (command.kind === 'Sequence') carryOutInOrder(command.commands);
    return code;
  };
  /** What follows a failure, or a no, is left out. spec/omadm.md §2.8 */
  const carryOutInOrder = (commands: readonly Command[]): void => {
    let broken = false;
    for (const command of commands) {
      if (broken && command.kind !== 'Status') status(command.cmdId, commandName(command), 215);
      else broken = !isGood(carryOut(command));
    }
  };
  status('0', 'SyncHdr', 200);
  message.commands.forEach(carryOut);
  return out;
}

function isGood(code: number): boolean {
  return code >= 200 && code < 300 && code !== 214 && code !== 215;
}

function act(device: ScriptedDevice, command: Command): { code: number; results?: readonly Item[] } {
  switch (command.kind) {
    case 'Get':
      return get(device, command.items[0]?.target?.locUri ?? '');
    case 'Exec':
      return { code: device.exec(command.items[0]?.target?.locUri ?? '', command.correlator ?? '') };
    case 'Add':
    case 'Replace':
      for (const { target, data } of command.items)
        if (target !== undefined && typeof data === 'string') device.tree.set(target.locUri, data);
      return { code: 200 };
    case 'Delete':
      for (const { target } of command.items) if (target !== undefined) drop(device.tree, target.locUri);
      return { code: 200 };
    case 'Alert':
      return { code: device.alert?.(command.code ?? 0, String(command.items[1]?.data ?? '')) ?? 406 };
    default:
      return { code: 200 };
  }
}

function get({ tree, types }: ScriptedDevice, uri: string): { code: number; results?: readonly Item[] } {
  const [path = '', query] = uri.split('?');
  const found = (data: string, format?: string) => ({
    code: 200,
    results: [{ source: { locUri: uri }, ...(format === undefined ? {} : { meta: { format } }), data }],
  });
  if (query?.startsWith('list=') === true) return { code: 406 };
  const value = tree.get(path);
  const prefix = `${path}/`;
  const children = new Set<string>();
  for (const known of [...tree.keys(), ...types.keys()])
    if (known.startsWith(prefix)) children.add(known.slice(prefix.length).split('/')[0] ?? '');
  if (value === undefined && children.size === 0 && !types.has(path)) return { code: 404 };
  if (query === 'prop=Type') return found(types.get(path) ?? '');
  return value === undefined ? found([...children].join('/'), 'node') : found(value);
}

function drop(tree: Map<string, string>, uri: string): void {
  for (const known of tree.keys()) if (known === uri || known.startsWith(`${uri}/`)) tree.delete(known);
}

function claimAlert({ correlator, source, code, identifier }: Claim, cmdId: string): Command {
  return {
    kind: 'Alert',
    cmdId,
    code: 1226,
    correlator,
    items: [
      {
        source: { locUri: source },
        meta: { type: 'urn:oma:at:scomo:1.0:OperationComplete', format: 'text/plain', mark: 'informational' },
        data: `<ResultCode>${code}</ResultCode><Identifier>${identifier}</Identifier>`,
      },
    ],
  };
}
