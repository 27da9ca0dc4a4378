import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, Message } from '@scomo/syncml';
import { type DeviceObject, interior, leaf, putNode, type UserAnswer } from '@scomo/tree';
import { alert, status } from '../../test/build.ts';
import { accounts, clientEnv, DEVICE_ID, opening, stored, testTree } from '../../test/pair.ts';
import { client } from '../index.ts';

const question = alert(1101, { cmdId: '3', items: [{}, { data: 'Go on?' }] });
const value: Command = {
  kind: 'Replace',
  cmdId: '2',
  items: [{ target: { locUri: './Job/file' }, meta: { format: 'bin' }, data: Uint8Array.of(0, 255) }],
};

function message(...commands: readonly Command[]): Message {
  return {
    header: {
      verDtd: '1.2',
      verProto: 'DM/1.2',
      sessionId: '1',
      msgId: '1',
      target: { locUri: DEVICE_ID },
      source: { locUri: 'https://dm.example.net/oma' },
    },
    commands: [status({ cmdId: '1' }), ...commands],
    final: true,
  };
}

test('until the last answer is there nothing happens, in the tree or beside it', () => {
  const written: number[] = [];
  const object: DeviceObject<string> = {
    root: './Job',
    sink: () => ({
      take(offset, octets) {
        written.push(offset + octets.length);
        return { status: 200 };
      },
      drop: () => written.push(-1),
    }),
  };
  const open = { acl: 'Add=*&Delete=*&Get=*&Replace=*' };
  const tree = putNode(
    testTree(),
    './Job',
    interior({ file: leaf(new Uint8Array(), { format: 'bin' }) }, open),
  );
  const env = clientEnv({ objects: [object] });
  const { device } = accounts('none', 'none');
  const { session } = client.openSession(opening(device, 'xml'), tree, env);
  const before = stored(session);
  const ask = (answers: readonly UserAnswer[]) =>
    client.receiveAsking(
      session,
      device,
      message(value, question, { ...question, cmdId: '4' }),
      tree,
      env,
      answers,
    );
  const yes: UserAnswer = { code: 200, values: [] };
  for (const answers of [[], [yes]]) {
    const got = ask(answers);
    assert.equal(got.kind === 'question' && got.question.text, 'Go on?');
    assert.deepEqual(written, []);
  }
  const done = ask([yes, yes]);
  assert.ok(done.kind === 'turn');
  assert.deepEqual(written, [2], 'once');
  assert.deepEqual(stored(session), before);
  assert.deepEqual(
    done.turn.reply?.commands.map((command) => command.kind === 'Status' && command.code),
    [200, 200, 200, 200],
  );
});

test('a message without a question is carried out at once', () => {
  const { device } = accounts('none', 'none');
  const env = clientEnv();
  const { session } = client.openSession(opening(device, 'xml'), testTree(), env);
  const got = client.receiveAsking(session, device, message(), testTree(), env, []);
  assert.equal(got.kind, 'turn');
});
