import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEvent } from '@scomo/dm';
import { FLEET_LIMITS } from '../limits.ts';
import type { Device } from '../model.ts';
import { type Lesson, learn } from './learn.ts';
import type { Learnt } from './profile.ts';

const device = (learnt?: Learnt): Device => ({
  ...{ deviceId: 'D1', deviceType: 't', labels: {}, wakeUp: [], createdAt: '2026-01-01T00:00:00.000Z' },
  info: { Man: 'Acme', Mod: 'One', DmV: '1' },
  ...(learnt === undefined ? {} : { learnt }),
});
const lesson = (over: Partial<Lesson> = {}): Lesson => ({ events: [], roots: [], ...over });
const read = (tag: string, code: number): ServerEvent => ({ type: 'status', tag, path: [], code, items: [] });
const told = (values: Record<string, string>): ServerEvent => ({ type: 'devInfo', values });
const LIST = 'get|./SCOMO/Download?list=StructData';
const inventory = (...nodes: string[]) => ({
  ...{ deployed: [], delivered: [], sets: false, setUris: [] },
  downloads: nodes.map((node) => ({ uri: `./SCOMO/Download/${node}`, pkgId: '', pkgUrl: '', status: 10 })),
});

const ROWS: readonly [id: string, before: Learnt | undefined, lesson: Lesson, after: Learnt][] = [
  ['nothing', undefined, lesson(), {}],
  ['User-Agent', undefined, lesson({ userAgent: 'Old\u0000 Phone/1\n' }), { userAgent: 'Old Phone/1' }],
  ['Q35 a list refused with 406', undefined, lesson({ events: [read(LIST, 406)] }), { lists: 'refused' }],
  ['Q35 a list refused with 400', undefined, lesson({ events: [read(LIST, 400)] }), { lists: 'refused' }],
  ['404 may speak of the node', undefined, lesson({ events: [read(LIST, 404)] }), {}],
  [
    'a list of another node was answered',
    undefined,
    lesson({ events: [read(LIST, 405), read('get|./SCOMO/Ext/Scomo/Sets?list=StructData', 200)] }),
    {},
  ],
  ['406 to another read', undefined, lesson({ events: [read('get|./SCOMO?prop=Type', 406)] }), {}],
  [
    'a telling node',
    { lists: 'refused' },
    lesson({ inventory: inventory('CMCCSCM', 'tk_1-0') }),
    { lists: 'refused', nodes: 'CMCCSCM' },
  ],
  ['a telling root', undefined, lesson({ roots: ['./SCM'], inventory: inventory() }), { nodes: 'SCM' }],
  [
    'the same DevInfo',
    { lists: 'refused' },
    lesson({ events: [told({ Man: 'Acme' })] }),
    { lists: 'refused' },
  ],
  ['another client', { lists: 'refused' }, lesson({ events: [told({ DmV: '2' })] }), {}],
];
for (const [id, before, taught, after] of ROWS) {
  test(id, () => assert.deepEqual(learn(device(before), taught), after));
}

test('nothing new is the same value', () => {
  const before: Learnt = { userAgent: 'x', lists: 'refused' };
  assert.equal(learn(device(before), lesson({ userAgent: 'x', events: [read(LIST, 406)] })), before);
});

test('a User-Agent is kept up to its limit', () => {
  const most = 'u'.repeat(FLEET_LIMITS.userAgentCharsMax);
  for (const userAgent of [most, `${most}u`])
    assert.equal(learn(device(), lesson({ userAgent })).userAgent, most);
});
