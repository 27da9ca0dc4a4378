import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Encoding, encode, type Message } from '@scomo/syncml';
import { getNode, interior, leaf, putNode, type Tree } from '@scomo/tree';
import fc from 'fast-check';
import { accounts, get, run, testTree } from '../test/pair.ts';
import { sinkObject } from '../test/sinks.ts';
import type { server } from './index.ts';

const octets = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, index) => ((index * 31 + seed) ^ (index >> 3)) & 0xff);

const withSink = (tree: Tree): Tree => putNode(tree, './S', interior({}, { acl: 'Add=*&Get=*&Replace=*' }));

const addObject = (uri: string, size: number, whole = false): server.TaggedCommand => ({
  tag: uri,
  command: { kind: 'Add', cmdId: '', items: [{ target: { locUri: uri }, meta: { type: 'x/y' } }] },
  object: { ref: 'it', size, ...(whole ? { whole: true } : {}) },
});

const hasChunk = (message: Message) =>
  message.commands.some((one) => 'items' in one && one.items.some((item) => item.moreData === true));

const sizes = {
  length: fc.integer({ min: 0, max: 30_000 }),
  maxMsgSize: fc.integer({ min: 1_500, max: 9_000 }),
};

for (const encoding of ['xml', 'wbxml'] as const satisfies Encoding[]) {
  for (const to of ['./A/blob', './S/blob']) {
    test(`any object arrives whole in ${to}, whatever the messages hold (${encoding})`, () => {
      const pieces = fc.record({ ...sizes, seed: fc.nat(255) });
      fc.assert(
        fc.property(pieces, ({ length, maxMsgSize, seed }) => {
          const it = octets(length, seed);
          const sink = sinkObject();
          const result = run({
            encoding,
            ...accounts('none', 'none'),
            tree: withSink(testTree()),
            opening: { maxMsgSize },
            objects: { it },
            batches: [[addObject(to, length), get('./A/x')]],
            clientEnv: { objects: [sink] },
            serverEnv: { limits: { authRoundsMax: 3, messagesMax: 8 } },
          });
          const node = getNode(result.tree, to);
          assert.ok(node !== undefined && node.format !== 'node');
          const text = node.format === 'b64' && Buffer.from(String(node.value), 'base64');
          const here = to === './S/blob' ? sink.octets() : text || node.value;
          assert.deepEqual(Buffer.from(here ?? 'nothing'), Buffer.from(it));
          for (const message of result.fromServer) {
            const size = encode(message, encoding).length;
            assert.ok(size <= maxMsgSize, `${size} octets for ${maxMsgSize}`);
            if (!hasChunk(message)) continue;
            assert.ok(size > maxMsgSize - 90, `${size} octets only, ${maxMsgSize} may be`);
            assert.equal(message.final, false);
          }
          const told = result.events.flatMap((one) =>
            one.type === 'status' ? [`${one.tag} ${one.code}`] : [],
          );
          assert.deepEqual(told, [`${to} 200`, './A/x 200']);
          assert.equal(result.clientEvents.at(-1)?.type, 'ended');
          assert.deepEqual(
            result.events.filter((one) => one.type === 'oddity'),
            [],
          );
        }),
        { numRuns: 60 },
      );
    });
  }

  test(`any large value of the device is sent in chunks (${encoding})`, () => {
    const texts = fc.record({
      text: fc.string({ unit: fc.constantFrom('a', '&', '<', 'é', '\u{1f600}', '\n'), maxLength: 12_000 }),
      bytes: fc.boolean(),
      maxMsgSize: fc.integer({ min: 1_500, max: 4_000 }),
    });
    fc.assert(
      fc.property(texts, ({ text, bytes, maxMsgSize }) => {
        const value = bytes ? octets(text.length, 7) : text;
        const tree = putNode(testTree(), './A/big', leaf(value));
        const sent: Message[] = [];
        const result = run({
          encoding,
          ...accounts('none', 'none'),
          tree,
          batches: [[get('./A/big'), get('./A/x')]],
          tamper: (message, index) =>
            index === 0
              ? { ...message, header: { ...message.header, meta: { maxMsgSize, maxObjSize: 500_000 } } }
              : message,
        });
        sent.push(...result.fromClient);
        for (const message of sent) assert.ok(encode(message, encoding).length <= maxMsgSize);
        const chunks = sent.flatMap((message) =>
          message.commands.flatMap((one) => (one.kind === 'Results' ? one.items : [])),
        );
        const data = chunks.filter((item) => item.source?.locUri === './A/big').map((item) => item.data);
        const told = result.events.flatMap((one) => (one.type === 'results' ? one.items : []));
        const [big] = told.filter((item) => item.source?.locUri === './A/big');
        const meant = bytes && data.length > 1 ? Buffer.from(value).toString('base64') : value;
        if (data.length > 1 || encoding === 'wbxml') assert.deepEqual(big?.data, meant);
        assert.equal(told.length, 2);
        if (data.length < 2) return;
        const whole = data.join('');
        assert.equal(whole, bytes ? Buffer.from(value).toString('base64') : text);
        assert.equal(chunks[0]?.meta?.size, Buffer.byteLength(whole));
      }),
      { numRuns: 40 },
    );
  });
}

test('what is above MaxObjSize, or has to go whole and does not fit, is not sent; the rest is', () => {
  const it = octets(5_000, 1);
  for (const [maxObjSize, whole, unsent] of [
    [5_000, false, []],
    [4_999, false, ['./A/blob 413']],
    [5_000, true, ['./A/blob 413']],
  ] as const) {
    const result = run({
      encoding: 'wbxml',
      ...accounts('none', 'none'),
      opening: { maxMsgSize: 2_000, maxObjSize },
      objects: { it },
      batches: [[addObject('./A/blob', it.length, whole), get('./A/x')]],
    });
    assert.deepEqual(result.unsent, unsent);
    assert.equal(getNode(result.tree, './A/blob') === undefined, unsent.length > 0);
    assert.ok(result.events.some((one) => one.type === 'results'));
  }
});

test('an object that the program cannot read is given up with 500', () => {
  const result = run({
    encoding: 'wbxml',
    ...accounts('none', 'none'),
    opening: { maxMsgSize: 2_000 },
    objects: {},
    batches: [[addObject('./A/blob', 5_000), get('./A/x')]],
  });
  assert.deepEqual(result.unsent, ['./A/blob 500']);
  assert.ok(result.events.some((one) => one.type === 'results'));
});

test('a Cred that is refused in the middle of an object starts it afresh', () => {
  const it = octets(9_000, 1);
  const pair = accounts('none', 'md5');
  const stale = { ...pair.server, outgoing: { ...pair.server.outgoing, nonce: 'c3RhbGU=' } };
  const sink = sinkObject();
  const result = run({
    encoding: 'wbxml',
    device: pair.device,
    server: stale,
    tree: withSink(testTree()),
    opening: { maxMsgSize: 2_000 },
    objects: { it },
    batches: [[addObject('./S/blob', it.length)]],
    clientEnv: { objects: [sink] },
  });
  assert.deepEqual(sink.octets(), it);
  assert.deepEqual(
    result.events.flatMap((one) => (one.type === 'status' ? [one.code] : [])),
    [200],
  );
});
