import { type Account, a1Of, type ServerEvent, type server } from '@scomo/dm';
import type { Command, Item } from '@scomo/syncml';
import { FLEET_LIMITS } from '../limits.ts';
import type { Instant } from '../model.ts';
import type { FleetPorts, TurnState } from '../ports.ts';
import { type Rotation, type Secrets, secretsOf, type Walk, withSecrets } from './rotation.ts';

const ROOT = './DMAcc';
const TAG = 'rotate ';
const SECRETS = `${TAG}secrets`;
const FRESH: Walk = { asked: [], read: {} };

/** What a message means for the secrets of a device; `undefined` when nothing was or is under way. */
export function rotationAfter(
  { account: before, rotation }: TurnState,
  account: Account,
  events: readonly ServerEvent[],
  now: Instant,
  ports: FleetPorts,
): Rotation | undefined {
  const opened = events.find((event) => event.type === 'authenticated');
  if (opened === undefined) {
    const walk = rotation?.walk && heard(rotation.walk, events);
    return rotation === undefined || walk === undefined || walk === rotation.walk
      ? rotation
      : { ...rotation, walk };
  }
  if (opened.resync !== true && rotation === undefined) return undefined;
  const usedAt = opened.resync === true ? now : (rotation?.usedAt ?? now);
  // Whoever proves itself with the new secrets has them.
  const pending = account.incoming.a1 === before.incoming.a1 ? rotation?.next : undefined;
  const next = pending ?? (opened.resync === true ? newSecrets(account, ports) : undefined);
  if (next !== undefined) return { usedAt, next, walk: FRESH };
  const over = rotation?.next === undefined && rotation?.old === undefined;
  return over && rotation?.usedAt === usedAt ? rotation : { usedAt };
}

/** The rotation and the account to keep: with the new secrets as soon as the device has said that it took them. */
export function settled(
  before: Account,
  rotation: Rotation | undefined,
  account: Account,
  events: readonly ServerEvent[],
): { readonly rotation: Rotation | undefined; readonly account: Account } {
  // The session goes on with the old ones; what is kept has the new ones already.
  if (rotation?.old !== undefined) return { rotation, account: withSecrets(account, secretsOf(before)) };
  if (rotation?.next !== undefined && taken(events)) {
    const { usedAt, next } = rotation;
    return { rotation: { usedAt, old: secretsOf(account) }, account: withSecrets(account, next) };
  }
  return { rotation, account };
}

/** What is to be asked or written next: the device's account for us is looked for, then its secrets are replaced. */
export function rotationCommands(
  { next, walk }: Rotation,
  { serverId }: Account,
): readonly server.TaggedCommand[] {
  if (next === undefined || walk === undefined || walk.asked.includes(SECRETS)) return [];
  const accounts = namesIn(walk.read[ROOT]).map((name) => `${ROOT}/${name}`);
  const first = accounts.flatMap((uri) => [`${uri}/ServerID`, `${uri}/AppAuth`]);
  const own = accounts.find((uri) => walk.read[`${uri}/ServerID`] === serverId);
  const sides = namesIn(walk.read[`${own}/AppAuth`]).map((name) => `${own}/AppAuth/${name}`);
  const levels = sides.map((uri) => `${uri}/AAuthLevel`);
  for (const wanted of [[ROOT], first, levels]) {
    const unread = wanted.filter((uri) => walk.read[uri] === undefined);
    if (unread.length > 0) return unread.filter((uri) => !walk.asked.includes(TAG + uri)).map(getOf);
  }
  const sideOf = (level: string) => sides.find((uri) => walk.read[`${uri}/AAuthLevel`] === level);
  const [client, ours] = [sideOf('CLCRED'), sideOf('SRVCRED')];
  return client === undefined || ours === undefined ? [] : [replaceSecrets(client, ours, next)];
}

/** The rotation once these commands have left. */
export function afterSent(rotation: Rotation, sent: readonly server.TaggedCommand[]): Rotation {
  const { walk } = rotation;
  if (walk === undefined || sent.length === 0) return rotation;
  return { ...rotation, walk: { ...walk, asked: [...walk.asked, ...sent.map(({ tag }) => tag)] } };
}

/** True when these carry secrets, which are stored nowhere in clear. */
export function carriesSecrets(commands: readonly server.TaggedCommand[]): boolean {
  return commands.some(({ tag }) => tag === SECRETS);
}

function newSecrets({ incoming }: Account, ports: FleetPorts): Secrets {
  const clientSecret = ports.newSecret();
  return {
    a1: a1Of(incoming.name, clientSecret, ports.auth),
    clientSecret,
    serverSecret: ports.newSecret(),
  };
}

function heard(walk: Walk, events: readonly ServerEvent[]): Walk {
  const read = events.flatMap((event): [string, string][] => {
    if (event.type !== 'results' && event.type !== 'status') return [];
    const uri = event.tag.slice(TAG.length);
    if (!walk.asked.includes(event.tag) || event.tag !== TAG + uri) return [];
    if (event.type === 'status') return event.code >= 400 ? [[uri, '']] : [];
    const data = event.items[0]?.data;
    return [[uri, typeof data === 'string' ? data.slice(0, FLEET_LIMITS.resyncCharsMax) : '']];
  });
  return read.length === 0 ? walk : { ...walk, read: { ...walk.read, ...Object.fromEntries(read) } };
}

/** The Atomic has gone well: it says so itself, or both its children do. */
function taken(events: readonly ServerEvent[]): boolean {
  const said = events.flatMap((event) => (event.type === 'status' && event.tag === SECRETS ? [event] : []));
  if (said.some(({ code }) => code !== 200)) return false;
  const whole = said.some(({ path }) => path.length === 0);
  return whole || new Set(said.map(({ path }) => path[0])).size === 2;
}

/** Names of the nodes in a list of children. */
function namesIn(list = ''): readonly string[] {
  return list
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .slice(0, FLEET_LIMITS.resyncNodesMax);
}

function getOf(uri: string): server.TaggedCommand {
  return { tag: TAG + uri, command: { kind: 'Get', cmdId: '', items: [{ target: { locUri: uri } }] } };
}

function replaceSecrets(client: string, ours: string, next: Secrets): server.TaggedCommand {
  const replace = (uri: string, data: string): Command => {
    const item: Item = { target: { locUri: `${uri}/AAuthSecret` }, meta: { format: 'chr' }, data };
    return { kind: 'Replace', cmdId: '', items: [item] };
  };
  const commands = [replace(client, next.clientSecret ?? ''), replace(ours, next.serverSecret)];
  return { tag: SECRETS, command: { kind: 'Atomic', cmdId: '', commands } };
}
