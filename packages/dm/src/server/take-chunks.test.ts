import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, Item, Message } from '@scomo/syncml';
import { alert, fromClient, PACKAGE_1, status } from '../../test/build.ts';
import { accounts, get, serverEnv, stored } from '../../test/pair.ts';
import { golden, outline, withoutExtras } from '../../test/vectors.ts';
import { server } from '../index.ts';
import { LIMITS } from '../limits.ts';

const LOG = './Vendor/Acme/Log';

/** A server that has asked for the log (CmdID 4 of its message 1); keeps chunks as a program would. */
function asked(messagesMax = 200, sessionId = '1') {
  const account = accounts('none', 'none').server;
  const env = serverEnv('xml', { limits: { authRoundsMax: 3, messagesMax } });
  let session: server.ServerSession | undefined;
  let kept: Uint8Array[] = [];
  const hear = (message: Message, offered: readonly server.TaggedCommand[] = []) => {
    const earlier = server.wantsChunks(session, message) ? kept : [];
    const got = server.receive(session, account, message, env, earlier);
    if (got.chunk?.index === 0) kept = [];
    if (got.chunk !== undefined) kept.push(got.chunk.octets);
    const made = server.compose(stored(got.session), server.mayCommand(got.session) ? offered : [], env);
    session = stored(made.session);
    return { ...got, session: made.session, message: made.message, lines: outline(made.message) };
  };
  hear(fromClient(1, PACKAGE_1, { sessionId }), [get(LOG)]);
  return { hear };
}

for (const encoding of ['xml', 'wbxml'] as const) {
  test(`story 22-24: Results in two chunks (${encoding})`, () => {
    const { hear } = asked(200, 'A');
    const first = hear(golden('22-lob-client-results-chunk1', encoding));
    const answer = withoutExtras(golden('23-lob-server-213-1222', encoding));
    assert.deepEqual(withoutExtras(first.message), answer);
    assert.equal(first.session.state, 'moreFromClient');
    const last = hear(golden('24-lob-client-results-last', encoding));
    const [results] = last.events.filter((event) => event.type === 'results');
    const abc = Array.from({ length: 3000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
    assert.deepEqual(results?.items[0]?.data, abc);
    assert.deepEqual(results.items[0].meta, { format: 'chr', type: 'text/plain' });
    assert.deepEqual(last.lines, ['Status SyncHdr 200', 'Final']);
    assert.equal(last.session.receiving, undefined);
  });
}

const text = (length: number) => 'x'.repeat(length);
const item = (data: string, over: Partial<Item> = {}): Item => ({ source: { locUri: LOG }, data, ...over });
const piece = (...items: readonly Item[]): Command => ({
  kind: 'Results',
  cmdId: '3',
  msgRef: '1',
  cmdRef: '4',
  items,
});
const first = (size: number | undefined, data = text(300)) =>
  piece(item(data, { moreData: true, ...(size === undefined ? {} : { meta: { size } }) }));
const more = (data = text(300)) => piece(item(data, { moreData: true }));
const last = (data = text(300)) => piece(item(data));
const event = (data: string, moreData?: true): Command =>
  alert(1226, {
    cmdId: '3',
    items: [item(data, { meta: { type: 't', format: 'chr' }, ...(moreData && { moreData }) })],
  });

/** Messages after the Get; Status of each chunk, and what comes of it. spec/omadm.md §4.3, §4.4, security.md B9 */
const sequences: readonly [id: string, messages: readonly (readonly Command[])[], said: readonly string[]][] =
  [
    ['three chunks', [[first(900)], [more()], [last()]], ['213', '213', 'results 900']],
    ['no Size', [[first(undefined)], [more()], [last('')]], ['213', '213', 'results 600']],
    ['less than the Size', [[first(900)], [last()]], ['213', '424']],
    ['more than the Size', [[first(500)], [more()]], ['213', '424']],
    ['the first is the Size', [[first(300)]], ['424']],
    ['MaxObjSize, then Final without the rest', [[first(LIMITS.announcedObjectBytes)]], ['213', '1225']],
    ['above MaxObjSize', [[first(LIMITS.announcedObjectBytes + 1)]], ['413']],
    ['Size 2^31 in chunks of one', [[first(2 ** 31, 'a')]], ['413']],
    ['a chunk after a refusal', [[first(300)], [more()], [last()]], ['424', '213', 'results 600']],
    ['an object beside another', [[piece(item('a'), item('b', { moreData: true }))]], ['406']],
    ['an alert in chunks', [[event(text(300), true)], [event(text(300))]], ['213', 'alert 600', '200']],
    ['another object between', [[first(900)], [event('a', true)]], ['213', '213', '1225', '1225']],
    ['another alert between', [[first(900)], [event('a')]], ['213', 'alert 1', '200', '1225']],
    [
      'Statuses and 1222 between',
      [[first(600)], [status({ msgRef: '2' }), alert(1222)], [last()]],
      ['213', '200', 'results 600'],
    ],
  ];
for (const [id, messages, expected] of sequences) {
  test(`chunks of a client: ${id}`, () => {
    const { hear } = asked();
    const said = messages.flatMap((commands, index) => {
      const got = hear(
        fromClient(index + 2, [status({ msgRef: String(index + 1) }), ...commands], { final: false }),
      );
      const data = ({ items }: { readonly items: readonly Item[] }) => String(items[0]?.data).length;
      const told = got.events.flatMap((one) =>
        one.type === 'results' || one.type === 'alert' ? [`${one.type} ${data(one)}`] : [],
      );
      const codes = got.message.commands.flatMap((one) =>
        one.kind === 'Status' && one.cmd !== 'SyncHdr' ? [String(one.code)] : [],
      );
      return [...told, ...codes];
    });
    const after = hear(fromClient(9, [status({ msgRef: '3' })], { final: true }), [get('./A')]);
    const broken = after.message.commands.flatMap((one) =>
      one.kind === 'Alert' && one.code === 1225 ? ['1225'] : [],
    );
    assert.deepEqual([...said, ...broken], expected);
  });
}

test('a client that says Final with its chunks is asked for the rest all the same', () => {
  const { hear } = asked();
  const got = hear(fromClient(2, [status({}), first(900)], { final: true }));
  assert.deepEqual(got.lines, ['Status SyncHdr 200', 'Status Results 213', 'Alert 1222']);
});

test('all objects of a session together are bounded', () => {
  const { hear } = asked(1_000_000);
  const octets = text(LIMITS.announcedObjectBytes / 2);
  const codes = new Set<string>();
  for (let count = 0; count <= (2 * LIMITS.sessionObjectBytesMax) / LIMITS.announcedObjectBytes; count += 1) {
    const got = hear(
      fromClient(count + 2, [status({}), count % 2 === 0 ? first(undefined, octets) : last(octets)], {
        final: false,
      }),
    );
    codes.add(got.lines[1] ?? '');
  }
  assert.deepEqual([...codes].sort(), ['Alert 1222', 'Status Results 213', 'Status Results 413']);
});

test('chunks worth a message do not count against the bound of a session; tiny ones do', () => {
  for (const [octets, lines] of [
    [LIMITS.chunkBytesMin, 'Alert 1222'],
    [LIMITS.chunkBytesMin - 1, 'Final'],
  ] as const) {
    const { hear } = asked(5);
    let end = '';
    for (let msg = 2; msg < 12 && end !== 'Final'; msg += 1) {
      end =
        hear(
          fromClient(msg, [status({}), msg === 2 ? first(100_000, text(octets)) : more(text(octets))], {
            final: false,
          }),
        ).lines.at(-1) ?? '';
    }
    assert.equal(end, lines);
  }
});
