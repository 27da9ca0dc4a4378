import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixture, inventoryTask } from '../../test/fixture.ts';
import { callIn } from '../../test/real-device.ts';
import { receiveTurn } from './receive-turn.ts';
import type { TurnInput } from './turn-env.ts';

const SESSIONS = 250;
for (const scheme of ['md5', 'hmac'] as const) {
  for (const encoding of ['xml', 'wbxml'] as const) {
    test(`A3 ${SESSIONS} sessions of ${scheme} in ${encoding}: no secret and no stored digest on the wire`, async () => {
      const made = fixture([], scheme, encoding);
      const { account } = [...made.store.rows.values()][0]!;
      const device = made.device.account;
      const secrets = [
        account.outgoing.secret,
        device.outgoing.secret,
        account.incoming.a1,
        device.incoming.a1,
      ];
      const forms = secrets.flatMap((text) => [
        text,
        btoa(text),
        Buffer.from(text, 'base64').toString('latin1'),
      ]);
      let octets = 0;
      const look = (bytes: Uint8Array, mac = '') => {
        const text = `${mac}\n${Buffer.from(bytes).toString('latin1')}`;
        octets += text.length;
        for (const form of forms) assert.ok(!text.includes(form));
      };
      const send = async (input: TurnInput) => {
        look(input.bytes, input.mac);
        const answer = await receiveTurn(input, made.env);
        if (answer.status === 200) look(answer.bytes, answer.mac);
        return answer;
      };
      for (let n = 0; n < SESSIONS; n += 1) {
        if (n % 10 === 0) made.store.tasks.set(`tk_${n}`, inventoryTask(`tk_${n}`));
        assert.equal(await callIn(made.device, { ...made.wire, send }), 'done');
      }
      assert.ok(octets > SESSIONS * 500);
    });
  }
}
