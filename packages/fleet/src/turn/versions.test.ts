import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode } from '@scomo/syncml';
import { fixture } from '../../test/fixture.ts';
import { receiveTurn } from './receive-turn.ts';

/** Versions of the protocol that clients speak, and what is said to each in its own. Q5, Q6 */
const versions: readonly [verProto: string, verDtd: string, code: number, known?: readonly string[]][] = [
  ['DM/1.1', '1.1', 200],
  ['DM/1.2', '1.2', 200],
  ['DM/1.3', '1.2', 200],
  ['DM/1.2', '1.1', 200],
  ['DM/1.1', '1.2', 200],
  ['dm/1.2', '1.2', 200],
  ['DM/2.0', '1.2', 513, ['DM/1.1', 'DM/1.2', 'DM/1.3']],
  ['DM/1.2', '1.3', 505, ['1.1', '1.2']],
];
for (const encoding of ['xml', 'wbxml'] as const) {
  for (const [verProto, verDtd, code, known = []] of versions) {
    test(`${verProto} with DTD ${verDtd} in ${encoding}: ${code}, in the client's own version`, async () => {
      const { env } = fixture([], 'none', encoding);
      const message = {
        header: {
          ...{ verDtd, verProto, sessionId: '1', msgId: '1' },
          target: { locUri: 'http://127.0.0.1/dm' },
          source: { locUri: 'IMEI:004999010640000' },
        },
        commands: [{ kind: 'Alert' as const, cmdId: '1', code: 1201, items: [] }],
        final: true,
      };
      const answer = await receiveTurn({ bytes: encode(message, encoding), encoding }, env);
      assert.ok(answer.status === 200);
      const { header, commands } = decode(answer.bytes, encoding);
      assert.deepEqual([header.verProto, header.verDtd], [verProto, verDtd]);
      const [status] = commands;
      assert.ok(status?.kind === 'Status');
      assert.deepEqual([status.code, status.items.map((item) => item.data)], [code, known]);
      const old = encoding === 'xml' ? 'SYNCML:SYNCML1.1' : '\x02\x9f\x53';
      assert.equal(Buffer.from(answer.bytes).toString('latin1').includes(old), verDtd === '1.1');
    });
  }
}
