import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode, type Message } from '@scomo/syncml';
import fc from 'fast-check';
import { REPORT_LIMITS } from '../limits.ts';
import { alertTypeOf, parseReport } from '../report.ts';
import { completionAlert, consentAlert } from './alerts.ts';
import type { ScomoOrder } from './order.ts';

const order: ScomoOrder = {
  operation: 'ActivateSet',
  correlator: 't1-a-1',
  serverId: 'A',
  uri: './SCOMO/Ext/Scomo/Sets/t1/Operations/Activate',
  node: './SCOMO/Ext/Scomo/Sets/t1',
};
const TYPE = 'urn:oma:at:scomo:1.0:OperationComplete';

test('one Item per component: Source, Target, Mark, Data', () => {
  const target = './SCOMO/Inventory/Deployed/com.a';
  const source = { locUri: order.uri };
  const alert = completionAlert(order, [
    { code: 1200, identifier: 'com.a', target },
    { code: 1409, identifier: 'com.b', detail: 'probe <exit 7> & more' },
    { code: 1497, identifier: 'com.c' },
  ]);
  assert.deepEqual(alert, {
    kind: 'Alert',
    code: 1226,
    correlator: 't1-a-1',
    items: [
      {
        source,
        target: { locUri: target },
        meta: { type: TYPE, format: 'text/plain', mark: 'informational' },
        data: '<ResultCode>1200</ResultCode><Identifier>com.a</Identifier>',
      },
      {
        source,
        meta: { type: TYPE, format: 'text/plain', mark: 'critical' },
        data: '<ResultCode>1409</ResultCode><Identifier>com.b</Identifier><Detail>probe &lt;exit 7&gt; &amp; more</Detail>',
      },
      {
        source,
        meta: { type: TYPE, format: 'text/plain', mark: 'critical' },
        data: '<ResultCode>1497</ResultCode><Identifier>com.c</Identifier>',
      },
    ],
  });
});

for (const [code, mark] of [
  [1200, 'informational'],
  [1250, 'informational'],
  [1299, 'informational'],
  [1199, 'critical'],
  [1300, 'critical'],
  [1401, 'critical'],
  [1501, 'critical'],
] as const) {
  test(`Mark of ${code}`, () => {
    assert.equal(completionAlert(order, [{ code, identifier: 'i' }]).items[0]?.meta?.mark, mark);
  });
}

test('R05 no Correlator without one in the Exec', () => {
  const { correlator: _none, ...bare } = order;
  assert.equal('correlator' in completionAlert(bare, [{ code: 1200, identifier: 'i' }]), false);
});

test('a report without results is our fault', () => {
  assert.throws(() => completionAlert(order, []), /without results/);
});

test('whatever a program printed reaches the server as XML may carry it', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  fc.assert(
    fc.property(text, text, fc.integer({ min: 1200, max: 1599 }), (identifier, detail, code) => {
      const [item] = completionAlert(order, [{ code, identifier, detail }]).items;
      assert.ok(item && typeof item.data === 'string');
      assert.doesNotMatch(item.data, /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u);
      const report = parseReport(item.data);
      assert.equal(report.code, code);
      const printable = (value: string) =>
        value
          .toWellFormed()
          .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
          .replaceAll('\uFEFF', '')
          .trim();
      assert.equal(report.detail ?? '', printable(detail));
      assert.equal(report.identifier ?? '', printable(identifier));
    }),
  );
});

test('long details are cut at the limit of the reader', () => {
  const { detailCharsMax } = REPORT_LIMITS;
  for (const [length, wanted] of [
    [detailCharsMax, 'd'.repeat(detailCharsMax)],
    [detailCharsMax + 1, `${'d'.repeat(detailCharsMax - 1)}…`],
  ] as const) {
    const [item] = completionAlert(order, [
      { code: 1409, identifier: 'i', detail: 'd'.repeat(length) },
    ]).items;
    assert.equal(parseReport(item?.data).detail, wanted);
  }
});

test('the answer of the End User', () => {
  const answer = {
    set: 't1',
    answer: 'later',
    by: 'terminal',
    at: '2026-01-01T00:00:00Z',
    shown: 'Install?',
    shownDigest: '00',
    deferrals: 1,
    until: '2026-01-01T01:00:00Z',
  } as const;
  const alert = consentAlert('./SCOMO', answer);
  assert.equal('correlator' in alert, false);
  assert.equal(alert.code, 1226);
  const [item] = alert.items;
  assert.ok(item);
  assert.deepEqual(item.source, { locUri: './SCOMO/Ext/Scomo/Sets/t1' });
  assert.deepEqual(item.meta, {
    type: 'urn:scomo:at:1.0:ConsentAnswer',
    format: 'chr',
    mark: 'informational',
  });
  assert.deepEqual(JSON.parse(String(item.data)), answer);
  assert.equal(alertTypeOf(item), 'urn:scomo:at:1.0:ConsentAnswer');
});

for (const encoding of ['xml', 'wbxml'] as const) {
  test(`a report goes through ${encoding} unharmed`, () => {
    const result = {
      code: 1409,
      identifier: 'com.b',
      target: './SCOMO/Inventory/Deployed/b',
      detail: 'a < b & ]]> é',
    };
    const alert = { ...completionAlert(order, [result]), cmdId: '1' };
    const location = { locUri: 'x' };
    const header = {
      verDtd: '1.2',
      verProto: 'DM/1.2',
      sessionId: '1',
      msgId: '1',
      target: location,
      source: location,
    };
    const message: Message = { header, commands: [alert], final: true };
    const [received] = decode(encode(message, encoding), encoding).commands;
    assert.ok(received?.kind === 'Alert');
    const [item] = received.items;
    assert.ok(item);
    assert.deepEqual([received.code, received.correlator], [1226, 't1-a-1']);
    assert.deepEqual(
      [alertTypeOf(item), item.source?.locUri, item.target?.locUri],
      [TYPE, order.uri, result.target],
    );
    const { code, identifier, detail } = parseReport(item.data);
    assert.deepEqual({ code, identifier, detail, target: result.target }, result);
  });
}
