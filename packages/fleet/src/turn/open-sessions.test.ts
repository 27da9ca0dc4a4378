import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEVICE_ID, type Fixture, fixture, inventoryTask, pkgId } from '../../test/fixture.ts';
import { callIn, component } from '../../test/real-device.ts';
import { FLEET_LIMITS } from '../limits.ts';
import type { TurnSave, TurnState } from '../ports.ts';
import { createOpenSessions, stateAfter } from './open-sessions.ts';
import { receiveTurn } from './receive-turn.ts';
import type { TurnEnv } from './turn-env.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const after = (seconds: number) => new Date(START + seconds * 1000).toISOString();

function stateOf(deviceId: string, facts = 0): TurnState {
  const known = { facts: Object.fromEntries(Array.from({ length: facts }, (_, n) => [`./${n}`, {}])) };
  return { device: { deviceId }, session: { known, repliedAt: after(0) }, tasks: [] } as unknown as TurnState;
}

test('a state serves one turn, of its own device', () => {
  const open = createOpenSessions();
  const state = stateOf('D1');
  open.keep(state);
  assert.equal(open.take('D2', after(0)), undefined);
  assert.equal(open.take('D1', after(0)), state);
  assert.equal(open.take('D1', after(0)), undefined);
});

for (const over of [-1, 0, 1]) {
  test(`a state as old as the limit ${over}`, () => {
    const open = createOpenSessions();
    open.keep(stateOf('D1'));
    assert.equal(open.take('D1', after(FLEET_LIMITS.openSessionSecondsMax + over)) === undefined, over > 0);
    assert.equal(open.size, 0);
  });

  test(`as many sessions as the limit ${over}: the oldest goes first`, () => {
    const open = createOpenSessions();
    for (let n = 0; n < FLEET_LIMITS.openSessionsMax + over; n += 1) open.keep(stateOf(`D${n}`));
    assert.equal(open.size, FLEET_LIMITS.openSessionsMax + Math.min(over, 0));
    assert.equal(open.take('D0', after(0)) === undefined, over > 0);
  });

  test(`as many facts as the limit ${over}`, () => {
    const open = createOpenSessions();
    open.keep(stateOf('D1', 9));
    open.keep(stateOf('D2', 0));
    open.keep(stateOf('D1', 99));
    // 1 for each session itself.
    open.keep(stateOf('D3', FLEET_LIMITS.openSessionFactsMax - 102 + over));
    assert.equal(open.take('D2', after(0)) === undefined, over > 0);
    assert.notEqual(open.take('D1', after(0)), undefined);
  });
}

test('results of tree tasks count by their size', () => {
  const open = createOpenSessions();
  open.keep(stateOf('D1'));
  const results = [{ data: 'x'.repeat(1000) }];
  const tasks = [{ outcomes: [{ results }, {}] }, {}];
  // 1 for each session itself, 1 for the result and 10 for its characters.
  open.keep({ ...stateOf('D2', FLEET_LIMITS.openSessionFactsMax - 13), tasks } as unknown as TurnState);
  assert.notEqual(open.take('D1', after(0)), undefined);
  open.keep(stateOf('D1'));
  open.keep({ ...stateOf('D2', FLEET_LIMITS.openSessionFactsMax - 12), tasks } as unknown as TurnState);
  assert.equal(open.take('D1', after(0)), undefined);
});

test('a session that is over, or of nobody proven, is not kept', () => {
  const state = stateOf('D1');
  const save = { deviceId: 'D1', revision: 0, seenAt: after(0) } as const;
  const inState = (name: string) =>
    ({ ...save, session: { session: { state: name } } }) as unknown as TurnSave;
  assert.equal(stateAfter(state, save), undefined);
  assert.equal(stateAfter(state, { ...save, session: null }), undefined);
  assert.equal(stateAfter(state, inState('closed')), undefined);
  assert.equal(stateAfter(state, { ...inState('statuses'), seenAt: null }), undefined);
});

/** A device with software, whose turns are watched. */
function watched(change: (env: TurnEnv, made: Fixture) => TurnEnv) {
  const made = fixture([inventoryTask('tk_1')], 'md5');
  made.device.components = [component('com.a', '1.0', pkgId(1), true)];
  const loads: string[] = [];
  const store: TurnEnv['store'] = {
    ...made.store,
    loadTurn: (deviceId) => {
      loads.push(deviceId);
      return made.store.loadTurn(deviceId);
    },
  };
  const env = change({ ...made.env, store }, made);
  return {
    ...made,
    loads,
    wire: { ...made.wire, send: (input: Parameters<typeof receiveTurn>[0]) => receiveTurn(input, env) },
  };
}

test('what is remembered is what a load would give', async () => {
  let compared = 0;
  const made = watched((env, { store }) => ({
    ...env,
    openSessions: {
      ...env.openSessions,
      take: () => undefined,
      keep(state) {
        const row = store.rows.get(DEVICE_ID);
        const session = row?.session && { ...row.session, reply: row.reply };
        const tasks = [...store.tasks.values()].filter((task) => task.state !== 'verified');
        const { device, account, revision } = row ?? {};
        assert.deepEqual(
          JSON.parse(JSON.stringify(state)),
          JSON.parse(JSON.stringify({ device, account, session, tasks, revision })),
        );
        compared += 1;
      },
    },
  }));
  assert.equal(await callIn(made.device, made.wire), 'done');
  assert.ok(compared >= 2, String(compared));
});

test('a session loads for its first messages only', async () => {
  const made = watched((env) => env);
  assert.equal(await callIn(made.device, made.wire), 'done');
  assert.equal(made.store.tasks.get('tk_1')?.state, 'verified');
  // The first Cred is challenged: until the device is proven nothing is kept.
  assert.equal(made.loads.length, 2);
  assert.ok(made.store.saves > 3, String(made.store.saves));
  assert.equal(made.env.openSessions.size, 0);
});

test('a row that was moved meanwhile is loaded, and a new task seen in the same session', async () => {
  let sent = 0;
  const made = watched((env) => env);
  const send: typeof made.wire.send = (input) => {
    sent += 1;
    const row = made.store.rows.get(DEVICE_ID);
    if (sent === 4 && row !== undefined) {
      row.revision += 1;
      made.store.tasks.set('tk_2', inventoryTask('tk_2'));
    }
    return made.wire.send(input);
  };
  assert.equal(await callIn(made.device, { ...made.wire, send }), 'done');
  assert.deepEqual(
    ['tk_1', 'tk_2'].map((id) => made.store.tasks.get(id)?.state),
    ['verified', 'verified'],
  );
  assert.equal(made.loads.length, 3);
});
