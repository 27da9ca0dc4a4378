import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, type Encoding, encode, type Item, type Message } from '@scomo/syncml';
import { interior, leaf, putNode } from '@scomo/tree';
import fc from 'fast-check';
import { alert, fromClient, PACKAGE_1, status } from '../test/build.ts';
import { accounts, clientEnv, opening, run, serverEnv, testTree } from '../test/pair.ts';
import { client, type Scheme, server } from './index.ts';

const encodings = fc.constantFrom<Encoding>('xml', 'wbxml');
const schemes = fc.constantFrom<Scheme>('none', 'basic', 'md5');
const text = fc.string({ unit: 'grapheme', maxLength: 300 });

const items = fc.array(
  fc.record({ uri: fc.stringMatching(/^[a-zA-Z0-9]{1,20}$/), data: text, meta: fc.boolean() }).map(
    ({ uri, data, meta }): Item => ({
      target: { locUri: `./A/${uri}` },
      ...(meta ? { meta: { format: 'chr', type: 'text/plain' } } : {}),
      data,
    }),
  ),
  { minLength: 1, maxLength: 4 },
);
const simple = fc
  .record({ kind: fc.constantFrom('Add' as const, 'Replace' as const, 'Get' as const), items })
  .map((fields): Command => ({ cmdId: '', ...fields }));
const command = fc.oneof(
  { weight: 4, arbitrary: simple },
  {
    weight: 1,
    arbitrary: fc
      .array(simple, { minLength: 1, maxLength: 8 })
      .map((commands): Command => ({ kind: 'Sequence', cmdId: '', commands })),
  },
);

const report = (index: number): client.TaggedAlert => ({
  tag: `report-${index}`,
  alert: { kind: 'Alert', code: 1226, items: [{ meta: { type: 't', format: 'chr' }, data: '1' }] },
});

const octets = (message: Message, encoding: Encoding) => encode(message, encoding).length;

test('a server message is never longer than the client allows; each command is sent once or too large', () => {
  fc.assert(
    fc.property(
      encodings,
      schemes,
      fc.integer({ min: 1_500, max: 20_000 }),
      fc.array(command, { maxLength: 40 }),
      fc.integer({ min: 0, max: 40 }),
      (encoding, scheme, maxMsgSize, commands, alerts) => {
        const env = serverEnv(encoding);
        let account = accounts('none', scheme).server;
        const body = [
          ...PACKAGE_1,
          ...Array.from({ length: alerts }, (_, index) =>
            alert(1226, { cmdId: `${index + 3}`, items: [{ data: '1' }] }),
          ),
        ];
        let message = fromClient(1, body, { meta: { maxMsgSize } });
        let session: server.ServerSession | undefined;
        let left = commands.map((one, index) => ({ tag: String(index), command: one }));
        const sent: string[] = [];
        let statuses = 0;
        for (let msgId = 2; msgId < 150; msgId += 1) {
          const got = server.receive(session, account, message, env);
          account = got.account;
          const made = server.compose(got.session, server.mayCommand(got.session) ? left : [], env);
          session = made.session;
          assert.ok(octets(made.message, encoding) <= maxMsgSize);
          left = left.slice(made.taken);
          const own = made.message.commands.filter((one) => one.kind !== 'Status');
          statuses += made.message.commands.filter(
            (one) => one.kind === 'Status' && one.cmd !== 'SyncHdr',
          ).length;
          sent.push(
            ...own.filter((one) => one.kind !== 'Alert').map((one) => one.kind),
            ...made.unsent.map((one) => one.tag),
          );
          assert.equal(made.message.final, session.state !== 'moreFromClient');
          if (session.state === 'closed') break;
          message = fromClient(msgId, [status({ msgRef: String(session.serverMsgId), code: 212 })], {
            final: made.message.final,
          });
        }
        assert.equal(session?.state, 'closed');
        assert.equal(sent.length, commands.length);
        assert.equal(statuses, body.length);
      },
    ),
    { numRuns: 200 },
  );
});

test('a client message is never longer than the server allows, and nothing is lost', () => {
  fc.assert(
    fc.property(
      encodings,
      schemes,
      fc.integer({ min: 1_500, max: 6_000 }),
      fc.array(text, { minLength: 1, maxLength: 40 }),
      (encoding, scheme, maxMsgSize, values) => {
        const wide = interior(Object.fromEntries(values.map((value, index) => [`n${index}`, leaf(value)])), {
          acl: 'Get=*',
        });
        const tree = putNode(testTree(), './Wide', wide);
        const env = clientEnv();
        const account = accounts(scheme, 'none').device;
        let session = client.openSession(opening(account, encoding), tree, env).session;
        const order = (msgId: number, commands: readonly Command[], final: boolean): Message => {
          const bare = fromClient(
            msgId,
            [status({ msgRef: String(session.msgId), code: 200 }), ...commands],
            { final },
          );
          return { ...bare, header: { ...bare.header, meta: { maxMsgSize } } };
        };
        const gets = values.map(
          (_, index): Command => ({
            kind: 'Get',
            cmdId: `${index + 2}`,
            items: [{ target: { locUri: `./Wide/n${index}` } }],
          }),
        );
        const list: Command = {
          kind: 'Get',
          cmdId: '999',
          items: [{ target: { locUri: './Wide?list=StructData' } }],
        };
        let message = order(1, [...gets, list], true);
        const got: unknown[] = [];
        for (let msgId = 2; msgId < 200; msgId += 1) {
          const turn = client.receive(session, account, message, tree, env);
          session = turn.session;
          if (turn.reply === undefined) break;
          assert.ok(octets(turn.reply, encoding) <= maxMsgSize);
          for (const one of turn.reply.commands) if (one.kind === 'Results') got.push(...one.items);
          message = turn.reply.final ? order(msgId, [], true) : order(msgId, [alert(1222)], false);
        }
        assert.equal(session.state, 'ended');
        assert.equal(got.length, 2 * values.length + 1);
      },
    ),
    { numRuns: 100 },
  );
});

test('both engines reach the same end whatever the sizes and schemes', () => {
  fc.assert(
    fc.property(
      encodings,
      schemes,
      schemes,
      fc.integer({ min: 1_700, max: 8_000 }),
      fc.array(text, { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 30 }),
      (encoding, clientScheme, serverScheme, maxMsgSize, values, stale, count) => {
        const alerts = Array.from({ length: count }, (_, index) => report(index));
        const pair = accounts(clientScheme, serverScheme);
        const outgoing = { ...pair.server.outgoing, ...(stale ? { nonce: 'c3RhbGU=' } : {}) };
        const acl = { acl: 'Add=*&Delete=*&Get=*&Replace=*' };
        const tree = putNode(testTree(), './Box', interior({}, acl));
        const add = (data: string, index: number): server.TaggedCommand => ({
          tag: `add${index}`,
          command: {
            kind: 'Add',
            cmdId: '',
            items: [
              { target: { locUri: `./Box/n${index}` }, meta: { format: 'chr', type: 'text/plain' }, data },
            ],
          },
        });
        const read: server.TaggedCommand = {
          tag: 'read',
          command: { kind: 'Get', cmdId: '', items: [{ target: { locUri: './Box' } }] },
        };
        const result = run({
          encoding,
          device: pair.device,
          server: { ...pair.server, outgoing },
          tree,
          opening: { maxMsgSize, alerts },
          batches: [values.map(add), [read]],
        });
        const codes = result.events.flatMap((event) => (event.type === 'status' ? [event.code] : []));
        assert.deepEqual(
          codes,
          [...values, 'read'].map(() => 200),
        );
        const names = result.events.flatMap((event) =>
          event.type === 'results' ? event.items.map((item) => item.data) : [],
        );
        assert.deepEqual(names, [values.map((_, index) => `n${index}`).join('/')]);
        const answered = result.clientEvents.flatMap((event) =>
          event.type === 'alertAnswered' ? [event.tag] : [],
        );
        assert.deepEqual(answered.sort(), alerts.map(({ tag }) => tag).sort());
        assert.deepEqual(result.clientEvents.at(-1), { type: 'ended', why: 'done', detail: '' });
        assert.equal(result.state, 'closed');
      },
    ),
    { numRuns: 100 },
  );
});
