import assert from 'node:assert/strict';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { updateAlert } from '@scomo/scomo';
import { NOW } from '../../test/packages.ts';
import { jobRig } from '../../test/rig.ts';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import { writeFact } from '../journal/facts.ts';
import { unanswered } from '../journal/spool.ts';
import { askedFor, noteAnswer } from '../requests/requests.ts';
import { callControl } from './call-control.ts';
import { answerTo, controlPath, serveControl } from './serve-control.ts';
import { ControlError } from './verbs.ts';

/** A running agent without sessions: `heard` is called for what it would ask its server. */
async function serving(t: TestContext, heard?: (context: Context) => void): Promise<Context> {
  const { context: bare } = await jobRig(t, []);
  const context: Context = { ...bare, reportReady: () => heard?.(context) };
  const control = serveControl(context.state, [context], assert.fail);
  t.after(() => control.close());
  return context;
}

/** What the agent says to raw octets before it hangs up, or the first line. */
const raw = (state: string, octets: string) =>
  new Promise<string>((done) => {
    let text = '';
    const socket = connect(controlPath(state), () => socket.write(octets));
    socket.on('data', (part) => {
      text += String(part);
      if (text.endsWith('\n')) socket.destroy();
    });
    socket.on('error', () => undefined).on('close', () => done(text));
  });

test('a program of the user asks, and hears what the server made of it', async (t) => {
  const answer = { answer: 'ordered', reason: 'Weather' } as const;
  const context = await serving(t, ({ journal }) => {
    for (const { id } of unanswered(journal)) noteAnswer(journal, id, { code: 200, answer }, NOW);
    writeFact(journal, 'lastSession scomo', { at: NOW, ok: true, detail: 'done' });
  });
  const wish = { component: 'com.a', operation: 'Install' } as const;
  const asked = await callControl(context.state, { do: 'ask', wish });
  const [request] = askedFor(context.journal, 9);
  assert.deepEqual(asked, { requests: [request], orders: 0 });
  assert.deepEqual([request?.by, request?.wish, request?.code, request?.answer], ['user', wish, 200, answer]);
  const alerts = unanswered(context.journal).map(({ alert }) => alert);
  assert.deepEqual(alerts, [updateAlert({ by: 'user', source: './SCOMO', wish })]);
  assert.deepEqual(await callControl(context.state, { do: 'offers' }), []);
});

test('the socket is for its user alone, and one left behind is no obstacle', async (t) => {
  const { context } = await jobRig(t, []);
  writeFileSync(controlPath(context.state), 'left');
  const control = serveControl(context.state, [context], assert.fail);
  assert.equal(statSync(controlPath(context.state)).mode & 0o777, 0o600);
  control.close();
  assert.equal(await callControl(context.state, { do: 'offers' }), undefined, 'nobody runs there');
});

for (const [line, error] of [
  ['', 'a line must be a JSON object'],
  ['[]', 'a line must be a JSON object'],
  ['{"do":"format"}', '"format" is no verb'],
  ['{"do":"toString"}', '"toString" is no verb'],
  ['{"do":"ask","wish":{}}', 'wish must name a component and an operation'],
] as const) {
  test(`refused: ${line}`, async () => {
    assert.deepEqual(await answerTo(line, []), { ok: false, error });
  });
}

test('the caller is told what was wrong', async (t) => {
  const context = await serving(t);
  await assert.rejects(callControl(context.state, { do: 'none' }), ControlError);
});

test('a line may be so long, and no longer', async (t) => {
  const { state } = await serving(t);
  const line = (length: number) => '{"do":"offers"}'.padEnd(length);
  assert.match(await raw(state, `${line(LIMITS.controlLineBytesMax)}\n`), /"ok":true/);
  assert.equal(await raw(state, `${line(LIMITS.controlLineBytesMax + 1)}\n`), '');
  assert.equal(await raw(state, line(LIMITS.controlLineBytesMax + 1)), '', 'also one that never ends');
});

test('so many connections are open at once, and no more', async (t) => {
  const { state } = await serving(t);
  const open = Array.from({ length: LIMITS.controlConnectionsMax }, () => connect(controlPath(state)));
  t.after(() => {
    for (const socket of open) socket.destroy();
  });
  await Promise.all(open.map((socket) => once(socket, 'connect')));
  // The last one of them is served, so all are known to the server.
  const last = open.at(-1);
  last?.write('{"do":"offers"}\n');
  await once(last ?? assert.fail(), 'data');
  assert.equal(await raw(state, '{"do":"offers"}\n'), '', 'one more is hung up on');
});
