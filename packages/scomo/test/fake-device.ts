import type { ServerEvent, server } from '@scomo/dm';
import type { SetMember } from '@scomo/scomo';
import type { Command, Item } from '@scomo/syncml';

/** How the scripted device behaves; changed by tests between sessions. */
export interface Behaviour {
  /** Answers the `?list=` request. */
  lists: boolean;
  /** Knows all-or-none sets. */
  sets: boolean;
  /** Operation nodes it makes below `Download/<x>`. */
  primitives: readonly string[];
  consent: 'yes' | 'no' | 'later' | 'silent';
  /** ResultCode of the download per component. */
  downloads: Readonly<Record<string, number>>;
  /** ResultCode of the activation per component. */
  activations: Readonly<Record<string, number>>;
  /** Jobs are done but nobody is told. */
  losesReports: boolean;
  /** Reports success without having switched. */
  lies: boolean;
  /** Status of every Exec, when it is not accepted. */
  execStatus: number | undefined;
  /** Gets of this node and below are answered 425. */
  hidden: string | undefined;
  /** Takes no node below `Download` but those it has built in. */
  fixedDownloads: boolean;
  /** A leaf that is gone when it is first replaced. */
  forgets: string | undefined;
  /** Status of a UI alert. */
  alert: number;
  /** Until when it does not switch over, and says so. */
  held: string | undefined;
  /** Does its jobs while the server waits, and answers with this Status. */
  inLine: number | undefined;
  /** Which components can be removed. */
  removals: 'all' | 'inactive' | 'never';
  /** Status after a failure, where it is not the usual one. */
  failedStatus: string | undefined;
  /** An activation leaves the other versions of the component inactive beside it. */
  keepsOld: boolean;
}

interface Job {
  readonly correlator: string;
  readonly uri: string;
  readonly node: string;
  readonly operation: string;
}

type Values = Record<string, string | null>;

/** A device at the level of events: a flat tree, jobs, reports. Everything in it serialises to JSON. */
export interface FakeDevice {
  behaviour: Behaviour;
  /** URI to value; `null` for interior nodes. */
  tree: Values;
  jobs: Job[];
  /** Correlators that have had an effect, in order. */
  effects: string[];
  alerts: Extract<ServerEvent, { type: 'alert' }>[];
  /** Consent alerts sent so far. */
  asked: number;
  /** UI alerts that were put to the End User: options and text. */
  shown: string[];
}

const AGENT: Behaviour = {
  lists: true,
  sets: true,
  primitives: ['Download', 'DownloadInstall', 'DownloadInstallInactive'],
  consent: 'yes',
  downloads: {},
  activations: {},
  losesReports: false,
  lies: false,
  execStatus: undefined,
  hidden: undefined,
  fixedDownloads: false,
  forgets: undefined,
  alert: 200,
  held: undefined,
  inLine: undefined,
  removals: 'all',
  failedStatus: undefined,
  keepsOld: false,
};

export function fakeDevice(behaviour: Partial<Behaviour> = {}): FakeDevice {
  const tree: Values = { '.': null, './DevInfo': null, './SCOMO': null };
  for (const path of ['Download', 'Inventory', 'Inventory/Delivered', 'Inventory/Deployed'])
    tree[`./SCOMO/${path}`] = null;
  const all = { ...AGENT, ...behaviour };
  if (all.sets) for (const path of ['Ext', 'Ext/Scomo', 'Ext/Scomo/Sets']) tree[`./SCOMO/${path}`] = null;
  return { behaviour: all, tree, jobs: [], effects: [], alerts: [], asked: 0, shown: [] };
}

export interface Installed {
  readonly id: string;
  readonly version: string;
  readonly pkgId: string;
  readonly state: number;
  readonly status?: number;
}

export function install(device: FakeDevice, name: string, row: Installed): void {
  const node = `./SCOMO/Inventory/Deployed/${name}`;
  device.tree[node] = null;
  device.tree[`${node}/ID`] = row.id;
  device.tree[`${node}/Version`] = row.version;
  device.tree[`${node}/PkgIDRef`] = row.pkgId;
  device.tree[`${node}/State`] = String(row.state);
  device.tree[`${node}/Status`] = String(row.status ?? 10);
  device.tree[`${node}/Operations`] = null;
  for (const name of ['Activate', 'Deactivate', 'Remove']) device.tree[`${node}/Operations/${name}`] = '';
}

/** A package in Inventory/Delivered. */
export function deliver(device: FakeDevice, name: string, pkgId: string, status = 10): void {
  const node = `./SCOMO/Inventory/Delivered/${name}`;
  device.tree[node] = null;
  device.tree[`${node}/PkgID`] = pkgId;
  device.tree[`${node}/State`] = '10';
  device.tree[`${node}/Status`] = String(status);
  device.tree[`${node}/Operations`] = null;
  for (const name of ['Install', 'InstallInactive', 'Remove']) device.tree[`${node}/Operations/${name}`] = '';
}

/** `id version state` of every component, sorted: what the device really runs. */
export function installed(device: FakeDevice): string[] {
  return rows(device)
    .map(({ leaf }) => `${leaf('ID')} ${leaf('Version')} ${leaf('State')}`)
    .sort();
}

function rows(device: FakeDevice): { readonly node: string; readonly leaf: (name: string) => string }[] {
  return childrenOf(device, './SCOMO/Inventory/Deployed').map((name) => {
    const node = `./SCOMO/Inventory/Deployed/${name}`;
    return { node, leaf: (leaf) => device.tree[`${node}/${leaf}`] ?? '' };
  });
}

function childrenOf(device: FakeDevice, uri: string): string[] {
  const prefix = `${uri}/`;
  return Object.keys(device.tree)
    .filter((key) => key.startsWith(prefix) && !key.slice(prefix.length).includes('/'))
    .map((key) => key.slice(prefix.length));
}

/** Carries out the commands of one message and gives what the server learns from the answer. */
export function answer(device: FakeDevice, commands: readonly server.TaggedCommand[]): ServerEvent[] {
  return commands.flatMap(({ tag, command }) => answerOne(device, tag, command));
}

function answerOne(device: FakeDevice, tag: string, command: Command): ServerEvent[] {
  if (command.kind === 'Get') return answerGet(device, tag, command.items[0]?.target?.locUri ?? '');
  if (command.kind !== 'Sequence') return [status(tag, [], carryOut(device, command))];
  const events: ServerEvent[] = [status(tag, [], 200)];
  let broken = false;
  command.commands.forEach((child, index) => {
    const code: number = broken ? 215 : carryOut(device, child);
    broken ||= code >= 300 || code === 214;
    events.push(status(tag, [index], code));
  });
  return events;
}

function status(tag: string, path: readonly number[], code: number): ServerEvent {
  return { type: 'status', tag, path, code, items: [] };
}

function answerGet(device: FakeDevice, tag: string, asked: string): ServerEvent[] {
  const [uri = '', query] = asked.split('?');
  const { hidden } = device.behaviour;
  if (hidden !== undefined && uri.startsWith(hidden)) return [status(tag, [], 425)];
  if (query !== undefined && !device.behaviour.lists) return [status(tag, [], 406)];
  const value = device.tree[uri];
  if (value === undefined) return [status(tag, [], 404)];
  const items: Item[] = [];
  if (query === 'prop=Type') {
    const data = uri === './SCOMO' ? 'urn:oma:mo:oma-scomo:1.0' : '';
    items.push({ source: { locUri: asked }, data });
  } else if (query === 'list=StructData') {
    for (const [key, data] of Object.entries(device.tree))
      if (key === uri || key.startsWith(`${uri}/`)) items.push(listed(key, data));
  } else if (value === null) {
    items.push({
      source: { locUri: uri },
      meta: { format: 'node' },
      data: childrenOf(device, uri).join('/'),
    });
  } else items.push({ source: { locUri: uri }, data: value });
  return [status(tag, [], 200), { type: 'results', tag, path: [], items }];
}

function listed(uri: string, data: string | null): Item {
  return data === null
    ? { source: { locUri: uri }, meta: { format: 'node' } }
    : { source: { locUri: uri }, data };
}

function carryOut(device: FakeDevice, command: Command): number {
  if (command.kind === 'Alert') {
    device.shown.push(command.items.map(({ data }) => String(data ?? '')).join('|'));
    return device.behaviour.alert;
  }
  if (
    command.kind !== 'Add' &&
    command.kind !== 'Replace' &&
    command.kind !== 'Delete' &&
    command.kind !== 'Exec'
  )
    return 406;
  const item = command.items[0];
  const uri = item?.target?.locUri ?? '';
  const exists = device.tree[uri] !== undefined;
  switch (command.kind) {
    case 'Add':
      if (exists) return 418;
      if (device.behaviour.fixedDownloads && /^\.\/SCOMO\/Download\/[^/]+$/.test(uri)) return 405;
      if (device.tree[uri.slice(0, uri.lastIndexOf('/'))] !== null) return 404;
      device.tree[uri] = item?.meta?.format === 'node' ? null : String(item?.data ?? '');
      added(device, uri);
      return 200;
    case 'Replace':
      if (device.behaviour.forgets === uri) {
        device.behaviour.forgets = undefined;
        delete device.tree[uri];
        return 404;
      }
      if (!exists) return 404;
      device.tree[uri] = String(item?.data ?? '');
      return 200;
    case 'Delete':
      if (!exists) return 404;
      removeNode(device, uri);
      return 200;
    case 'Exec':
      return exec(device, uri, command.correlator ?? '');
  }
}

function removeNode(device: FakeDevice, uri: string): void {
  for (const key of Object.keys(device.tree))
    if (key === uri || key.startsWith(`${uri}/`)) delete device.tree[key];
}

function added(device: FakeDevice, uri: string): void {
  const parent = uri.slice(0, uri.lastIndexOf('/'));
  const isDownload = parent === './SCOMO/Download';
  if (!isDownload && parent !== './SCOMO/Ext/Scomo/Sets') return;
  device.tree[`${uri}/Status`] = '10';
  const names = isDownload ? device.behaviour.primitives : ['Activate'];
  if (names.length === 0) return;
  device.tree[`${uri}/Operations`] = null;
  for (const name of names) device.tree[`${uri}/Operations/${name}`] = '';
}

function exec(device: FakeDevice, uri: string, correlator: string): number {
  if (device.tree[uri] === undefined) return 404;
  if (device.effects.includes(correlator)) return 202;
  const node = uri.slice(0, uri.indexOf('/Operations/'));
  const set = device.tree[`${node}/Ext/Scomo/Set`];
  if (typeof set === 'string' && device.tree[`./SCOMO/Ext/Scomo/Sets/${set}`] === undefined) return 412;
  if (device.behaviour.execStatus !== undefined) return device.behaviour.execStatus;
  device.effects.push(correlator);
  const job = { correlator, uri, node, operation: uri.slice(uri.lastIndexOf('/') + 1) };
  if (device.behaviour.inLine !== undefined) {
    runJob(device, job);
    return device.behaviour.inLine;
  }
  device.jobs.push(job);
  return 202;
}

/** Between two sessions: everything that was accepted is carried through. */
export function work(device: FakeDevice, now: string): void {
  for (const name of device.behaviour.sets ? childrenOf(device, './SCOMO/Ext/Scomo/Sets') : [])
    askConsent(device, name, now);
  for (const job of [...device.jobs]) {
    if (!mayRun(device, job) || isHeld(device, job, now)) continue;
    device.jobs.splice(device.jobs.indexOf(job), 1);
    runJob(device, job);
  }
}

function isHeld(device: FakeDevice, { node, uri, correlator }: Job, at: string): boolean {
  const { held } = device.behaviour;
  if (held === undefined || held <= at || !node.includes('/Sets/')) return false;
  const data = JSON.stringify({ reason: 'lock', at, until: held, detail: 'navigation (driving)' });
  const meta = { type: 'urn:scomo:at:1.0:Held', format: 'chr' };
  const items = [{ source: { locUri: uri }, meta, data }];
  device.alerts.push({ type: 'alert', code: 1226, correlator, items });
  return true;
}

function setOf(device: FakeDevice, job: Job): string | undefined {
  return device.tree[`${job.node}/Ext/Scomo/Set`] ?? undefined;
}

function policyOf(device: FakeDevice, set: string): string {
  const { mode } = JSON.parse(device.tree[`./SCOMO/Ext/Scomo/Sets/${set}/Consent`] ?? '{}');
  return mode === 'ask' ? device.behaviour.consent : 'yes';
}

function mayRun(device: FakeDevice, job: Job): boolean {
  const set = setOf(device, job);
  return set === undefined || ['yes', 'no'].includes(policyOf(device, set));
}

function askConsent(device: FakeDevice, set: string, at: string): void {
  const jobs = device.jobs.filter((job) => setOf(device, job) === set);
  const { mode } = JSON.parse(device.tree[`./SCOMO/Ext/Scomo/Sets/${set}/Consent`] ?? '{}');
  const { consent } = device.behaviour;
  if (jobs.length === 0 || mode !== 'ask' || consent === 'silent') return;
  device.asked += 1;
  const until = consent === 'later' ? { until: '2026-01-01T12:00:00.000Z' } : {};
  const told = {
    set,
    answer: consent,
    by: 'policy-file',
    at,
    shown: 's',
    shownDigest: 'd',
    deferrals: 0,
    ...until,
  };
  device.alerts.push({
    type: 'alert',
    code: 1226,
    items: [
      {
        source: { locUri: `./SCOMO/Ext/Scomo/Sets/${set}` },
        meta: { type: 'urn:scomo:at:1.0:ConsentAnswer', format: 'chr' },
        data: JSON.stringify(told),
      },
    ],
  });
}

function runJob(device: FakeDevice, job: Job): void {
  if (job.operation === 'Activate' && job.node.includes('/Sets/')) activateSet(device, job);
  else if (job.operation === 'Activate') activateOne(device, job);
  else if (job.operation.startsWith('Deactiv')) deactivateOne(device, job);
  else if (job.node.includes('/Delivered/')) runDelivered(device, job);
  else if (job.operation === 'Remove') {
    removeComponent(device, job);
  } else runDownload(device, job);
}

function removeComponent(device: FakeDevice, job: Job): void {
  const id = device.tree[`${job.node}/ID`] ?? '';
  const { lies, removals } = device.behaviour;
  const refused =
    removals === 'never' || (removals === 'inactive' && device.tree[`${job.node}/State`] === '20');
  if (refused) device.tree[`${job.node}/Status`] = '20';
  else if (!lies) removeNode(device, job.node);
  report(device, job, [{ code: refused ? 1408 : 1200, identifier: id }]);
}

function runDownload(device: FakeDevice, job: Job): void {
  const pkgId = device.tree[`${job.node}/PkgID`] ?? '';
  const set = setOf(device, job);
  const { id, version } = contentOf(pkgId);
  const refused = set !== undefined && policyOf(device, set) === 'no';
  const code = refused ? 1401 : (device.behaviour.downloads[id] ?? 1200);
  if (code !== 1200) {
    device.tree[`${job.node}/Status`] = device.behaviour.failedStatus ?? '20';
    report(device, job, [{ code, identifier: id }]);
    return;
  }
  if (job.operation === 'Download') {
    if (!device.behaviour.lies) deliver(device, id, pkgId);
    report(device, job, [{ code, identifier: pkgId }]);
    return;
  }
  const inactive = job.operation.startsWith('DownloadInstallInactiv');
  if (set === undefined && !inactive)
    for (const row of rows(device)) if (row.leaf('ID') === id) removeNode(device, row.node);
  const name = inactive ? `${id}.next` : id;
  if (set !== undefined) removeNode(device, job.node);
  if (!device.behaviour.lies || inactive)
    install(device, name, { id, version, pkgId, state: inactive ? 10 : 20 });
  report(device, job, [{ code: 1200, identifier: set === undefined ? pkgId : id }]);
}

/** Install, InstallInactive and Remove of a delivered package. */
function runDelivered(device: FakeDevice, job: Job): void {
  const pkgId = device.tree[`${job.node}/PkgID`] ?? '';
  const { id, version } = contentOf(pkgId);
  const code = device.behaviour.activations[id] ?? 1200;
  const usual = job.operation === 'Remove' ? '20' : '50';
  if (code !== 1200) device.tree[`${job.node}/Status`] = device.behaviour.failedStatus ?? usual;
  else if (!device.behaviour.lies) {
    removeNode(device, job.node);
    if (job.operation === 'InstallInactive') install(device, `${id}.next`, { id, version, pkgId, state: 10 });
    if (job.operation === 'Install') {
      for (const row of rows(device)) if (row.leaf('ID') === id) removeNode(device, row.node);
      install(device, id, { id, version, pkgId, state: 20 });
    }
  }
  report(device, job, [{ code, identifier: pkgId }]);
}

function deactivateOne(device: FakeDevice, job: Job): void {
  const id = device.tree[`${job.node}/ID`] ?? '';
  const code = device.behaviour.activations[id] ?? 1200;
  if (code !== 1200) device.tree[`${job.node}/Status`] = '60';
  else if (!device.behaviour.lies) device.tree[`${job.node}/State`] = '10';
  report(device, job, [{ code, identifier: id }]);
}

/** Package ids of the tests say what is inside: `sha256:<component>@<version>`. */
function contentOf(pkgId: string): { readonly id: string; readonly version: string } {
  const [id = '', version = ''] = pkgId.replace('sha256:', '').split('@');
  return { id, version };
}

function activateSet(device: FakeDevice, job: Job): void {
  const members: SetMember[] = JSON.parse(device.tree[`${job.node}/Members`] ?? '[]');
  const { activations, lies } = device.behaviour;
  const failing = members.filter(({ component }) => (activations[component] ?? 1200) !== 1200);
  if (failing.length > 0) {
    device.tree[`${job.node}/Status`] = '40';
    const items = members.map(({ component }) => ({
      code: activations[component] ?? 1497,
      identifier: component,
    }));
    report(device, job, items);
    return;
  }
  if (!lies)
    for (const { component } of members)
      switchTo(device, `./SCOMO/Inventory/Deployed/${component}.next`, component);
  report(
    device,
    job,
    members.map(({ component }) => ({ code: 1200, identifier: component })),
  );
}

function activateOne(device: FakeDevice, job: Job): void {
  const id = device.tree[`${job.node}/ID`] ?? '';
  const code = device.behaviour.activations[id] ?? 1200;
  if (code === 1200) {
    if (!device.behaviour.lies) switchTo(device, job.node, id);
  } else device.tree[`${job.node}/Status`] = '40';
  report(device, job, [{ code, identifier: id }]);
}

function switchTo(device: FakeDevice, node: string, id: string): void {
  const leaf = (name: string) => device.tree[`${node}/${name}`] ?? '';
  const row = { id, version: leaf('Version'), pkgId: leaf('PkgIDRef'), state: 20 };
  removeNode(device, node);
  for (const each of rows(device)) {
    if (each.leaf('ID') !== id) continue;
    if (device.behaviour.keepsOld) device.tree[`${each.node}/State`] = '10';
    else removeNode(device, each.node);
  }
  install(device, device.behaviour.keepsOld ? `${id}-${row.version}` : id, row);
}

function report(
  device: FakeDevice,
  job: Job,
  items: readonly { readonly code: number; readonly identifier: string }[],
): void {
  if (device.behaviour.losesReports) return;
  device.alerts.push({
    type: 'alert',
    code: 1226,
    correlator: job.correlator,
    items: items.map(({ code, identifier }) => ({
      source: { locUri: job.uri },
      meta: { type: 'urn:oma:at:scomo:1.0:OperationComplete', format: 'chr' },
      data: `<ResultCode>${code}</ResultCode><Identifier>${identifier}</Identifier><Detail>said so</Detail>`,
    })),
  });
}
