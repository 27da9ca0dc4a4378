import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS as CODEC_LIMITS, type Command } from '@scomo/syncml';
import { alert, devInfo, fromClient, PACKAGE_1, results, status } from '../test/build.ts';
import { accounts, get, serverEnv } from '../test/pair.ts';
import { peerMessageBytes } from './headers.ts';
import { type Account, server } from './index.ts';
import { LIMITS } from './limits.ts';

const sizes: readonly [given: number | undefined, known: number | undefined, expected: number][] = [
  [undefined, undefined, LIMITS.peerMessageBytesDefault],
  [0, undefined, LIMITS.peerMessageBytesDefault],
  [undefined, 5_000, 5_000],
  [LIMITS.peerMessageBytesMin - 1, undefined, LIMITS.peerMessageBytesMin],
  [LIMITS.peerMessageBytesMin, undefined, LIMITS.peerMessageBytesMin],
  [LIMITS.peerMessageBytesMin + 1, 5_000, LIMITS.peerMessageBytesMin + 1],
  [LIMITS.peerMessageBytesMax - 1, undefined, LIMITS.peerMessageBytesMax - 1],
  [LIMITS.peerMessageBytesMax + 1, undefined, LIMITS.peerMessageBytesMax],
  [2 ** 40, undefined, LIMITS.peerMessageBytesMax],
];
for (const [given, known, expected] of sizes) {
  test(`MaxMsgSize ${given} after ${known}: ${expected}`, () => {
    const { header } = fromClient(1, [], given === undefined ? {} : { meta: { maxMsgSize: given } });
    assert.equal(peerMessageBytes(header, known), expected);
  });
}

test('what we announce the codec takes', () => {
  assert.ok(LIMITS.announcedMessageBytes <= CODEC_LIMITS.messageBytesMax);
  assert.ok(2 * LIMITS.commandsMax < CODEC_LIMITS.commandsMax);
});

function talk(account: Account) {
  const env = serverEnv('wbxml');
  let session: server.ServerSession | undefined;
  return (
    ...[msgId, commands, offer = [], final = true]: [
      number,
      readonly Command[],
      (readonly server.TaggedCommand[])?,
      boolean?,
    ]
  ) => {
    const message = { ...fromClient(msgId, commands, { meta: { maxMsgSize: 200_000 } }), final };
    const got = server.receive(session, account, message, env);
    const made = server.compose(got.session, server.mayCommand(got.session) ? offer : [], env);
    session = made.session;
    return { ...got, ...made };
  };
}

for (const over of [-1, 0, 1]) {
  test(`DevInfo leaves and characters at the limit ${over}`, () => {
    const count = LIMITS.devInfoLeavesMax + over;
    const length = LIMITS.devInfoCharsMax + over;
    const values = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`Ext/n${index}`, 'x'.repeat(length)]),
    );
    const got = talk(accounts('none', 'none').server)(1, [alert(1201), devInfo('2', values)]);
    const [info] = got.events.filter((event) => event.type === 'devInfo');
    assert.equal(Object.keys(info?.values ?? {}).length, Math.min(count, LIMITS.devInfoLeavesMax));
    assert.equal(info?.values['Ext/n0']?.length, Math.min(length, LIMITS.devInfoCharsMax));
  });

  test(`name of a DevInfo leaf at the limit ${over}`, () => {
    const name = 'n'.repeat(LIMITS.devInfoCharsMax + over);
    const got = talk(accounts('none', 'none').server)(1, [
      alert(1201),
      devInfo('2', { [name]: '1', Man: 'Acme' }),
    ]);
    const [info] = got.events.filter((event) => event.type === 'devInfo');
    assert.deepEqual(Object.keys(info?.values ?? {}), over > 0 ? ['Man'] : [name, 'Man']);
  });

  test(`an oddity's detail at the limit ${over}`, () => {
    const hear = talk(accounts('none', 'none').server);
    hear(1, PACKAGE_1, [get('./A')]);
    const words = 'the client sent '.length;
    const name = 'x'.repeat(LIMITS.oddityCharsMax - words + over);
    const got = hear(2, [
      status({}),
      status({ cmdRef: '4', cmd: 'Get' }),
      { kind: 'Unsupported', cmdId: '1', name },
    ]);
    const [odd] = got.events.filter((event) => event.type === 'oddity');
    assert.equal(odd?.detail.length, LIMITS.oddityCharsMax + Math.min(over, 0));
  });

  test(`commands of one message at the limit ${over}`, () => {
    // Statuses for the header, the Alert and DevInfo stand before them.
    const count = LIMITS.commandsMax - 3 + over;
    const offer = Array.from({ length: count }, (_, index) => get(`./A/n${index}`));
    const made = talk(accounts('none', 'none').server)(1, PACKAGE_1, offer);
    assert.equal(made.taken, Math.min(count, LIMITS.commandsMax - 3));
    assert.deepEqual(made.unsent, []);
  });

  test(`children of one Sequence at the limit ${over}`, () => {
    // With the Sequence itself and the header's Status.
    const count = LIMITS.commandsMax - 2 + over;
    const commands = Array.from({ length: count }, (_, index) => get(`./A/n${index}`).command);
    const sequence: server.TaggedCommand = { tag: 'box', command: { kind: 'Sequence', cmdId: '', commands } };
    const hear = talk(accounts('none', 'none').server);
    hear(1, PACKAGE_1, [get('./A')]);
    const made = hear(2, [status({}), status({ cmdRef: '4', cmd: 'Get' })], [sequence]);
    assert.deepEqual(made.unsent, over > 0 ? [{ tag: 'box', code: 413 }] : []);
    assert.equal(made.message.commands.length, over > 0 ? 1 : 2);
  });

  test(`Results ${LIMITS.pendingMessagesMax + over} messages late`, () => {
    const hear = talk(accounts('none', 'none').server);
    hear(1, PACKAGE_1, [get('./Late')]);
    const newest = LIMITS.pendingMessagesMax + over;
    for (let msgId = 2; msgId <= newest; msgId += 1) hear(msgId, [status({})], [get(`./A${msgId}`)]);
    const late = results({ msgRef: '1', cmdRef: '4', items: [{ source: { locUri: './Late' }, data: '1' }] });
    const got = hear(newest + 1, [status({}), late]);
    assert.equal(
      got.events.some((event) => event.type === 'results'),
      over <= 0,
    );
  });

  test(`Results in ${LIMITS.pendingMessagesMax + 2 + over} parts of one package`, () => {
    const hear = talk(accounts('none', 'none').server);
    hear(1, PACKAGE_1, [get('./Long')]);
    const parts = LIMITS.pendingMessagesMax + 2 + over;
    const events = Array.from({ length: parts }, (_, part) => {
      const piece = results({
        msgRef: '1',
        cmdRef: '4',
        items: [{ source: { locUri: `./Long/${part}` }, data: '1' }],
      });
      const last = part === parts - 1;
      return hear(part + 2, [status({ msgRef: String(part + 1) }), piece], [], last).events;
    });
    assert.equal(events.flat().filter((event) => event.type === 'results').length, parts);
  });

  test(`Creds refused by the client: ${LIMITS.proofRoundsMax + over} times`, () => {
    const hear = talk(accounts('none', 'basic').server);
    hear(1, PACKAGE_1, [get('./A')]);
    const refused = status({ code: 401, chal: { meta: { type: 'syncml:auth-basic' } } });
    let state: string | undefined;
    for (let round = 1; round <= LIMITS.proofRoundsMax + over; round += 1) {
      state = hear(round + 1, [refused, status({ cmdRef: '4', cmd: 'Get', code: 401 })]).session.state;
    }
    assert.equal(state, over > 0 ? 'closed' : 'statuses');
  });
}
