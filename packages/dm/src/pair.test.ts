import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Encoding, Message } from '@scomo/syncml';
import { accounts, clientEnv, get, opening, type Run, run, serverEnv, testTree } from '../test/pair.ts';
import { outline } from '../test/vectors.ts';
import { type Account, client, type Scheme, server } from './index.ts';

const SCHEMES: readonly Scheme[] = ['none', 'basic', 'md5', 'hmac'];
const REPORT: client.TaggedAlert = {
  tag: 'report-1',
  alert: { kind: 'Alert', code: 1226, items: [{ meta: { type: 'x', format: 'chr' }, data: '1' }] },
};
const DONE = { type: 'ended', why: 'done', detail: '' } as const;
const ANSWERED = { type: 'alertAnswered', tag: 'report-1', code: 200 } as const;

const next = (result: Run) => ({ device: result.device, server: result.server });
const values = (result: Run) =>
  result.events.flatMap((event) => (event.type === 'results' ? event.items.map((item) => item.data) : []));

for (const encoding of ['xml', 'wbxml'] as const satisfies Encoding[]) {
  for (const clientScheme of SCHEMES) {
    for (const serverScheme of SCHEMES) {
      test(`client ${clientScheme}, server ${serverScheme}, ${encoding}: work, idle, work`, () => {
        const batches = [[get('./A/x')], [get('./A/y')]];
        const opening = { alerts: [REPORT] };
        let result = run({ encoding, ...accounts(clientScheme, serverScheme), batches, opening });
        for (let session = 0; session < 4; session += 1) {
          const idle = session % 2 === 1;
          assert.equal(result.rounds, idle ? 1 : 3, 'no round is lost to authentication');
          assert.deepEqual(values(result), idle ? [] : ['one', 'two']);
          assert.deepEqual(result.clientEvents, [
            ...(serverScheme === 'none' ? [] : [{ type: 'serverProven' }]),
            ANSWERED,
            DONE,
          ]);
          assert.equal(result.state, 'closed');
          assert.equal(
            result.events.filter((event) => ['refused', 'proofRefused', 'oddity'].includes(event.type))
              .length,
            0,
          );
          result = run({ encoding, ...next(result), batches: idle ? batches : [], opening });
        }
      });
    }
  }
}

test('md5: the nonce of a session is another one in the next', () => {
  const first = run({ encoding: 'xml', ...accounts('md5', 'md5'), batches: [[get('./A/x')]] });
  const second = run({ encoding: 'xml', ...next(first), batches: [[get('./A/x')]] });
  assert.notDeepEqual(first.device.outgoing.nonce, second.device.outgoing.nonce);
  assert.notDeepEqual(first.server.outgoing.nonce, second.server.outgoing.nonce);
  assert.deepEqual(second.server.incoming.nonces, [second.device.outgoing.nonce]);
  assert.deepEqual(second.device.incoming.nonces, [second.server.outgoing.nonce]);
});

const withNonce = (account: Account, nonce: string): Account => ({
  ...account,
  outgoing: { ...account.outgoing, nonce },
});

test('a client with a stale nonce is challenged once and goes on', () => {
  const pair = accounts('md5', 'none');
  const result = run({
    encoding: 'xml',
    ...pair,
    device: withNonce(pair.device, 'c3RhbGU='),
    batches: [[get('./A/x')]],
  });
  assert.deepEqual(
    result.fromServer.map((message) => outline(message)[0]),
    ['Status SyncHdr 401', 'Status SyncHdr 212', 'Status SyncHdr 200'],
  );
  assert.deepEqual(values(result), ['one']);
  assert.deepEqual(result.server.incoming.nonces, [result.device.outgoing.nonce, '']);
});

test('a server with a stale nonce is challenged once; what it wanted is sent again and done once', () => {
  const pair = accounts('none', 'md5');
  const stale = { ...pair, server: withNonce(pair.server, 'c3RhbGU=') };
  const add = (uri: string) => ({
    tag: uri,
    command: { kind: 'Add', cmdId: '', items: [{ target: { locUri: uri }, data: 'three' }] } as const,
  });
  for (const encoding of ['xml', 'wbxml'] as const) {
    const result = run({
      encoding,
      ...stale,
      batches: [[add('./A/z'), get('./A/z')], [get('./A/x')]],
      opening: { alerts: [REPORT] },
    });
    assert.deepEqual(
      result.fromClient.map((message) => outline(message)[0]),
      ['Alert 1201', 'Status SyncHdr 401', 'Status SyncHdr 212'],
    );
    assert.deepEqual(values(result), ['three', 'one']);
    assert.deepEqual(
      result.events.flatMap((event) => (event.type === 'status' ? [`${event.tag} ${event.code}`] : [])),
      ['./A/z 200', './A/z 200', './A/x 200'],
    );
    assert.deepEqual(result.clientEvents, [{ type: 'serverProven' }, ANSWERED, DONE]);
    assert.deepEqual(
      result.events.filter((event) => ['oddity', 'proofRefused'].includes(event.type)),
      [{ type: 'proofRefused', code: 401, final: false }],
    );
  }
});

test('octets in a command that is sent again arrive as the same octets or as base64 of them', () => {
  const pair = accounts('none', 'md5');
  const stale = { ...pair, server: withNonce(pair.server, 'c3RhbGU=') };
  const data = new Uint8Array([0, 255, 1]);
  const item = { target: { locUri: './A/z' }, meta: { format: 'bin' }, data };
  const batches = [[{ tag: 'add', command: { kind: 'Add', cmdId: '', items: [item] } as const }]];
  const result = run({ encoding: 'wbxml', ...stale, batches });
  const sent = result.fromServer[1]?.commands.find((command) => command.kind === 'Add');
  assert.deepEqual(sent?.items, [{ ...item, meta: { format: 'b64' }, data: 'AP8B' }]);
});

const wrong = (account: Account): Account => ({
  ...account,
  outgoing: { ...account.outgoing, secret: 'not the secret' },
});

for (const scheme of ['basic', 'md5'] as const) {
  test(`client with a wrong ${scheme} secret: refused three times, nothing reported, nothing sent`, () => {
    const pair = accounts(scheme, 'none');
    const result = run({
      encoding: 'xml',
      ...pair,
      device: wrong(pair.device),
      batches: [[get('./A/x')]],
      opening: { alerts: [REPORT] },
    });
    assert.deepEqual(result.events, [
      { type: 'refused', code: 401, final: false },
      { type: 'refused', code: 401, final: false },
      { type: 'refused', code: 401, final: true },
    ]);
    assert.deepEqual(result.clientEvents, [
      { type: 'ended', why: 'refused', detail: '401 without a challenge' },
    ]);
    assert.deepEqual(result.server, pair.server);
    assert.equal(result.state, 'closed');
    const commands = result.fromServer.flatMap((message) => message.commands.map((command) => command.kind));
    assert.deepEqual([...new Set(commands)], ['Status']);
  });

  test(`server with a wrong ${scheme} secret: the device does nothing and both give up`, () => {
    const pair = accounts('none', scheme);
    const result = run({
      encoding: 'xml',
      ...pair,
      server: wrong(pair.server),
      batches: [[get('./A/x')]],
      opening: { alerts: [REPORT] },
    });
    assert.deepEqual(result.clientEvents, [
      { type: 'ended', why: 'unproven', detail: 'the server gave no credentials' },
    ]);
    assert.deepEqual(
      result.events.filter((event) => event.type === 'proofRefused').map((event) => event.final),
      [false, false, true],
    );
    assert.deepEqual(result.effects, []);
    assert.deepEqual(values(result), []);
    assert.equal(result.device.outgoing.nonce, '');
    assert.deepEqual(result.device.incoming, pair.device.incoming);
    assert.equal(result.state, 'closed');
  });
}

test('an idle server without the right secret ends the session and takes no report', () => {
  const pair = accounts('none', 'md5');
  const result = run({ encoding: 'xml', ...pair, server: wrong(pair.server), opening: { alerts: [REPORT] } });
  assert.deepEqual(result.clientEvents, [
    { type: 'ended', why: 'unproven', detail: 'the server gave wrong credentials' },
  ]);
});

/** Which pairs of (asked by the server's account, given by the device's account) end in a proven client. */
for (const asked of SCHEMES) {
  for (const given of SCHEMES) {
    const pair = { device: accounts(given, 'none').device, server: accounts(asked, 'none').server };
    // A device of a weaker account may answer with the stronger type it was asked for; never the other way round.
    const rank = (scheme: Scheme) => SCHEMES.indexOf(scheme);
    const passes = asked === 'none' || (given !== 'none' && rank(given) <= rank(asked));
    test(`A10 downgrade: server asks ${asked}, device has ${given}: ${passes ? 'passes' : 'refused'}`, () => {
      const result = run({ encoding: 'xml', ...pair, batches: [[get('./A/x')]] });
      assert.equal(
        result.events.some((event) => event.type === 'authenticated'),
        passes,
      );
      assert.deepEqual(values(result), passes ? ['one'] : []);
      const types = result.fromClient.map((message) => message.header.cred?.meta?.type);
      if (given !== 'basic') assert.equal(types.includes('syncml:auth-basic'), false);
      if (given === 'hmac') assert.equal(types.includes('syncml:auth-md5'), false);
    });
  }
}

test('A6 500 recorded first messages of a client: each one replayed is refused with another nonce', () => {
  let pair = accounts('md5', 'md5');
  const recorded: Message[] = [];
  for (let session = 0; session < 500; session += 1) {
    const result = run({ encoding: 'wbxml', ...pair, batches: session % 5 === 0 ? [[get('./A/x')]] : [] });
    assert.equal(result.events[0]?.type, 'authenticated');
    recorded.push(result.fromClient[0]!);
    pair = next(result);
  }
  const nonces = recorded.map((message) => {
    const got = server.receive(undefined, pair.server, message, serverEnv('wbxml'));
    assert.deepEqual(got.events, [{ type: 'refused', code: 401, final: false }]);
    assert.equal(got.account, pair.server);
    return got.session.challenge;
  });
  assert.equal(new Set(nonces).size, 500);
});

test('A6 recorded working messages of a server: each one replayed is refused by the device', () => {
  let pair = accounts('none', 'md5');
  const recorded: Message[] = [];
  for (let session = 0; session < 100; session += 1) {
    const result = run({ encoding: 'wbxml', ...pair, batches: [[get('./A/x')]] });
    recorded.push(result.fromServer[0]!);
    pair = next(result);
  }
  for (const message of recorded) {
    const { session } = client.openSession(opening(pair.device, 'wbxml'), testTree(), clientEnv());
    const turn = client.receive(session, pair.device, message, testTree(), clientEnv());
    assert.deepEqual(outline(turn.reply), ['Status SyncHdr 401', 'Status Get 401', 'Final']);
    assert.equal(turn.account, pair.device);
  }
});

test('hmac: no message goes without a MAC, each with another nonce, and none with a Cred', () => {
  const batches = [[get('./A/x')], [get('./A/y')], [get('./A/x')]];
  const result = run({ encoding: 'wbxml', ...accounts('hmac', 'hmac'), batches });
  assert.equal(result.rounds, 4);
  const all = [...result.fromClient, ...result.fromServer];
  assert.deepEqual(
    all.filter((message) => message.header.cred !== undefined),
    [],
  );
  const codes = all.slice(1).map((message) => outline(message)[0]);
  assert.deepEqual(new Set(codes), new Set(['Status SyncHdr 200']));
  const nonces = all.map((message) => {
    const [status] = message.commands;
    return status?.kind === 'Status' ? status.chal?.meta.nextNonce : undefined;
  });
  assert.equal(new Set(nonces).size, all.length, 'one each, but none in package 1');
});

const inHmacSession = (kind: 'wrong' | 'missing') => {
  const pair = accounts('hmac', 'hmac');
  const env = { ...serverEnv('xml'), peer: { mac: { kind: 'right', nonce: '' } as const } };
  const { message } = client.openSession(opening(pair.device, 'xml'), testTree(), clientEnv());
  const proven = server.receive(undefined, pair.server, message, env);
  const { session } = server.compose(proven.session, [get('./A/x')], env);
  const second = { ...message, header: { ...message.header, msgId: '2' } };
  const peer = kind === 'wrong' ? { mac: { kind } as const } : {};
  return { account: proven.account, got: server.receive(session, proven.account, second, { ...env, peer }) };
};
for (const kind of ['wrong', 'missing'] as const) {
  test(`hmac: a ${kind} MAC in the middle of a session ends it, and spends nothing`, () => {
    const { account, got } = inHmacSession(kind);
    assert.deepEqual(got.events, [{ type: 'refused', code: kind === 'wrong' ? 401 : 407, final: true }]);
    assert.equal(got.session.state, 'closed');
    assert.equal(got.account, account);
    assert.equal(got.session.owed[0]?.chal, undefined);
  });
}

for (const clientScheme of SCHEMES) {
  for (const serverScheme of SCHEMES) {
    test(`line cut after each message, then an honest session: client ${clientScheme}, server ${serverScheme}`, () => {
      for (let cut = 0; cut < 3; cut += 1) {
        const broken = run({
          encoding: 'xml',
          ...accounts(clientScheme, serverScheme),
          batches: [[get('./A/x')], [get('./A/y')]],
          tamper: (message, index) => (index === cut ? undefined : message),
        });
        const after = run({ encoding: 'xml', ...next(broken), batches: [[get('./A/x')], [get('./A/y')]] });
        assert.deepEqual(values(after), ['one', 'two']);
        assert.ok(after.rounds <= 4, `${after.rounds} rounds after a cut at ${cut}`);
      }
    });
  }
}

for (const scheme of ['md5', 'hmac'] as const) {
  test(`A7 a false server in between leaves nothing behind: ${scheme}`, () => {
    const honest = accounts(scheme, scheme);
    const fake = { ...honest.server, incoming: { ...honest.server.incoming, scheme: 'none' as const } };
    const first = run({ encoding: 'xml', ...honest, batches: [[get('./A/x')]] });
    let { device } = first;
    const before = device;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const result = run({
        encoding: 'xml',
        device,
        server: wrong(fake),
        batches: attempt % 2 === 0 ? [[get('./A/x')]] : [],
        tamper: (message) => ({
          ...message,
          commands: message.commands.map((command) =>
            command.kind === 'Status' && command.cmd === 'SyncHdr'
              ? { ...command, code: 212, chal: { meta: { type: 'syncml:auth-md5', nextNonce: 'cG9pc29u' } } }
              : command,
          ),
        }),
      });
      device = result.device;
      assert.deepEqual(device, before);
      assert.equal(result.clientEvents.at(-1)?.type, 'ended');
    }
    const after = run({ encoding: 'xml', ...next(first), device, batches: [[get('./A/x')]] });
    assert.deepEqual(values(after), ['one']);
    assert.equal(after.rounds, 2, 'not one round more than ever');
  });
}
