import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode, type Message } from '@scomo/syncml';
import { fromClient, PACKAGE_1 } from '../../test/build.ts';
import { accounts, clientEnv, get, opening, run, serverEnv, testTree } from '../../test/pair.ts';
import { type Account, client, mac, type PeerProof, type Scheme, server } from '../index.ts';
import { makeCred } from './make-cred.ts';

const CERTIFICATE = 'ab'.repeat(32);
const env = serverEnv('wbxml');
const ANSWERS = ['basic', 'md5', 'hmac', 'mtls'] as const satisfies readonly Scheme[];
type Answered = (typeof ANSWERS)[number];

/** A message that proves its sender rightly in one way, and what the transport says of it. */
function proven(message: Message, sender: Account, answered: Answered): readonly [Message, PeerProof] {
  const { outgoing } = sender;
  const named = { ...message.header, source: { ...message.header.source, locName: outgoing.name } };
  if (answered === 'mtls') return [{ ...message, header: named }, { certificate: CERTIFICATE }];
  if (answered !== 'hmac') {
    const cred = makeCred(outgoing, answered, '', env.ports);
    return [{ ...message, header: { ...named, cred } }, {}];
  }
  return [{ ...message, header: named }, {}];
}

/** The MAC of a message as the checking side finds it. */
function macProof(message: Message, sender: Account, checker: Account): PeerProof {
  const bytes = encode(message, 'wbxml');
  const text = mac.macHeaderFor(sender.outgoing, '', bytes, env.ports);
  const proof = mac.checkMacText(text, bytes, checker.incoming, [], env.ports);
  return proof === undefined ? {} : { mac: proof };
}

for (const asked of ANSWERS) {
  for (const answered of ANSWERS) {
    const passes = asked === answered;
    test(`A10 a server asks for ${asked}, a device answers rightly with ${answered}: ${passes ? 'passes' : 'refused'}`, () => {
      const pair = { device: accounts('md5', 'none').device, server: accounts(asked, 'none').server };
      const account = { ...pair.server, incoming: { ...pair.server.incoming, certificate: CERTIFICATE } };
      const [message, shown] = proven(fromClient(1, PACKAGE_1), pair.device, answered);
      const peer = answered === 'hmac' ? macProof(message, pair.device, account) : shown;
      const got = server.receive(undefined, account, message, { ...env, peer });
      assert.equal(got.session.clientProven, passes);
      assert.equal(server.mayCommand(got.session), passes);
    });
  }
}

const OF_SERVERS = ANSWERS.filter((scheme) => scheme !== 'mtls');
for (const asked of OF_SERVERS) {
  for (const answered of ANSWERS) {
    const passes = asked === answered;
    test(`A10 a device asks for ${asked}, a server answers rightly with ${answered}: ${passes ? 'passes' : 'refused'}`, () => {
      const device = accounts('none', asked).device;
      const sender = accounts('none', 'md5').server;
      const offered = get('./A/x').command;
      const bare: Message = {
        header: {
          ...{ verDtd: '1.2', verProto: 'DM/1.2', sessionId: '1', msgId: '1' },
          target: { locUri: device.deviceId },
          source: { locUri: env.serverUri },
        },
        commands: [{ ...offered, cmdId: '1' }],
        final: true,
      };
      const [message, shown] = proven(bare, sender, answered);
      const peer = answered === 'hmac' ? macProof(message, sender, device) : shown;
      const { session } = client.openSession(opening(device, 'wbxml'), testTree(), clientEnv());
      const turn = client.receive(session, device, message, testTree(), { ...clientEnv(), peer });
      assert.equal(turn.session.serverProven, passes);
      const codes = turn.reply?.commands.flatMap((each) => (each.kind === 'Status' ? [each.code] : []));
      assert.deepEqual(codes?.slice(1), passes ? [200] : [codes?.[0]]);
    });
  }
}

/** The nonce that anybody may know: four zero octets, or the text of them. spec/omadm.md §5.7 */
const ZEROS = [Buffer.alloc(4), Buffer.from('0x00000000')].map((octets) => octets.toString('base64'));
for (const nonce of ZEROS) {
  for (const scheme of ['md5', 'hmac'] as const) {
    const withNonce = (account: Account): Account => ({
      ...account,
      outgoing: { ...account.outgoing, nonce },
    });
    const known = (account: Account): Account => ({
      ...account,
      incoming: { ...account.incoming, nonces: ['AQEBAQEBAQEBAQEBAQEBAQ=='] },
    });
    test(`A8 a proof by ${scheme} over the nonce of resynchronisation ${nonce} is refused, both ways`, () => {
      const ofDevice = accounts(scheme, 'none');
      const first = run({
        ...{ encoding: 'wbxml', device: withNonce(ofDevice.device), server: known(ofDevice.server) },
        batches: [[get('./A/x')]],
        tamper: () => undefined,
      });
      assert.deepEqual(first.events, [{ type: 'refused', code: 401, final: false }]);
      const ofServer = accounts('none', scheme);
      const second = run({
        ...{ encoding: 'wbxml', device: known(ofServer.device), server: withNonce(ofServer.server) },
        batches: [[get('./A/x')]],
      });
      assert.equal(
        second.events.some((event) => event.type === 'proofRefused'),
        true,
      );
    });
  }
}
