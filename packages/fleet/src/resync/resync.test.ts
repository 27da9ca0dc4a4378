import assert from 'node:assert/strict';
import { test } from 'node:test';
import { a1Of } from '@scomo/dm';
import { decode } from '@scomo/syncml';
import { getNode, putAccount } from '@scomo/tree';
import { DEVICE_ID, type Fixture, fixture } from '../../test/fixture.ts';
import { callIn } from '../../test/real-device.ts';

type Nonced = 'md5' | 'hmac';
const SECRETS = { CLCRED: 'a-client-secret-of-32-characters', SRVCRED: 'a-server-secret-of-32-characters' };

/** A device whose account stands in its tree, with nonces that the server does not know; its type allows resync. */
function lost(scheme: Nonced, typeResync = true): Fixture {
  const made = fixture([], scheme);
  const { device, store } = made;
  const row = store.rows.get(DEVICE_ID);
  assert.ok(row);
  if (typeResync) row.device = { ...row.device, typeResync: true };
  row.account = {
    ...row.account,
    incoming: { ...row.account.incoming, nonces: ['AQEBAQ=='] },
    outgoing: { ...row.account.outgoing, nonce: 'AgICAg==' },
  };
  const auth = (['CLCRED', 'SRVCRED'] as const).map((level) => ({
    ...{ level, type: scheme === 'md5' ? ('DIGEST' as const) : ('HMAC' as const) },
    ...{ name: 'x', secret: SECRETS[level], data: new Uint8Array() },
  }));
  const facts = { serverId: 'scomo', name: '', addr: 'http://127.0.0.1/dm', authPref: '', auth };
  device.tree = putAccount(putAccount(device.tree, { node: 'other', ...facts, serverId: 'else' }), {
    node: 'ours',
    ...facts,
  });
  return made;
}

const secretAt = ({ device }: Fixture, level: string, node = 'ours'): string => {
  const leaf = getNode(device.tree, `./DMAcc/${node}/AppAuth/${level}/AAuthSecret`);
  return leaf !== undefined && leaf.format !== 'node' && typeof leaf.value === 'string' ? leaf.value : '';
};

/** What the server has written counts from the next session on. */
function takeSecrets(made: Fixture): void {
  const { device, ports } = made;
  const { incoming, outgoing } = device.account;
  device.account = {
    ...device.account,
    incoming: { ...incoming, a1: a1Of(incoming.name, secretAt(made, 'SRVCRED'), ports.auth) },
    outgoing: { ...outgoing, secret: secretAt(made, 'CLCRED') },
  };
}

/** One session; how many messages it took, and how it went. */
async function session(made: Fixture, resync: boolean): Promise<{ how: string; refused: number }> {
  made.device.resync = resync;
  let refused = 0;
  const how = await callIn(made.device, {
    ...made.wire,
    async send(input) {
      const answer = await made.wire.send(input);
      if (answer.status === 200 && answer.refused === true) refused += 1;
      return answer;
    },
  });
  return { how, refused };
}

const DAY_MS = 24 * 3600 * 1000;

for (const scheme of ['md5', 'hmac'] as const) {
  test(`A8 ${scheme}: a resync is taken once, new secrets are in use, the old ones are dead`, async () => {
    const made = lost(scheme);
    const before = made.device.account;
    assert.deepEqual(await session(made, true), { how: 'done', refused: 0 });
    assert.notEqual(secretAt(made, 'CLCRED'), SECRETS.CLCRED);
    assert.notEqual(secretAt(made, 'SRVCRED'), SECRETS.SRVCRED);
    assert.equal(secretAt(made, 'CLCRED', 'other'), SECRETS.CLCRED);
    const row = made.store.rows.get(DEVICE_ID);
    assert.equal(row?.account.outgoing.secret, secretAt(made, 'SRVCRED'));
    const nonces = made.device.account;
    made.device.account = {
      ...nonces,
      incoming: { ...nonces.incoming, a1: before.incoming.a1 },
      outgoing: { ...nonces.outgoing, secret: before.outgoing.secret },
    };
    const old = await session(made, false);
    assert.deepEqual([old.how === 'done', old.refused > 0], [false, true]);
    assert.equal(made.store.rows.get(DEVICE_ID)?.session?.session.clientProven, false);
    takeSecrets(made);
    assert.equal((await session(made, false)).how, 'done');
    assert.equal(made.store.rows.get(DEVICE_ID)?.rotation?.next, undefined);
  });

  test(`A8 ${scheme}: a second resync on the same day is refused with a challenge, one on the next day is taken`, async () => {
    const made = lost(scheme);
    await session(made, true);
    takeSecrets(made);
    const first = secretAt(made, 'CLCRED');
    const { ports } = made;
    ports.time += DAY_MS - 60_000;
    assert.deepEqual(await session(made, true), { how: 'done', refused: 1 });
    assert.equal(secretAt(made, 'CLCRED'), first);
    ports.time += DAY_MS;
    assert.deepEqual(await session(made, true), { how: 'done', refused: 0 });
    assert.notEqual(secretAt(made, 'CLCRED'), first);
  });

  for (const got of [true, false]) {
    test(`A8 ${scheme}: cut ${got ? 'before the status' : 'before the Replace'} of the secrets, the device gets in again and has new ones`, async () => {
      const made = lost(scheme);
      const { wire, device } = made;
      device.resync = true;
      const broken = callIn(device, {
        ...wire,
        async send(input) {
          const text = JSON.stringify(decode(input.bytes, input.encoding).commands);
          const last = text.includes('"cmd":"Atomic"');
          if (got && last) throw new Error('cut');
          const answer = await wire.send(input);
          if (answer.status !== 200) return answer;
          const replaces = decode(answer.bytes, answer.encoding).commands.some(
            (each) => each.kind === 'Atomic',
          );
          if (!got && replaces) throw new Error('cut');
          return answer;
        },
      });
      await assert.rejects(broken, /cut/);
      const kept = made.store.rows.get(DEVICE_ID);
      assert.equal(kept?.account.outgoing.secret, SECRETS.SRVCRED);
      const { session: open, reply, rotation } = kept ?? {};
      assert.ok(rotation?.next?.clientSecret);
      assert.equal(JSON.stringify(open).includes(rotation.next.clientSecret), false);
      assert.equal(Buffer.from(reply ?? []).includes(rotation.next.clientSecret), false);
      assert.equal(
        made.store.messages.some(({ bytes }) =>
          Buffer.from(bytes).includes(rotation.next?.clientSecret ?? ''),
        ),
        false,
      );
      takeSecrets(made);
      assert.equal((await session(made, false)).how, 'done');
      takeSecrets(made);
      assert.equal((await session(made, false)).how, 'done');
      const { account, rotation: after } = made.store.rows.get(DEVICE_ID) ?? {};
      assert.equal(account?.outgoing.secret, secretAt(made, 'SRVCRED'));
      assert.notEqual(account?.outgoing.secret, SECRETS.SRVCRED);
      assert.equal(after?.next, undefined);
    });
  }

  test(`A8 ${scheme}: without the switch of its type a resync is refused with a challenge, and nothing is kept`, async () => {
    const made = lost(scheme, false);
    assert.deepEqual(await session(made, true), { how: 'done', refused: 1 });
    assert.equal(made.store.rows.get(DEVICE_ID)?.rotation, undefined);
    assert.equal(secretAt(made, 'CLCRED'), SECRETS.CLCRED);
  });
}
