import { type Case, octets } from './case.ts';
import { CRED, credOf, FIRST, message, second } from './session-messages.ts';
import { HMAC_ACCOUNT, MD5_ACCOUNT, NEXT_MESSAGE, WITHOUT_TOKEN } from './session-script.ts';

type Row = readonly [
  why: string,
  messages: string | readonly string[],
  syncmlStatus: number | undefined,
  commandStatus?: number | undefined,
  http?: number,
];

const BASIC = 'syncml:auth-basic';
const MD5 = 'syncml:auth-md5';
const withBasic = (data: string) => message({ cred: credOf(BASIC, data) });

/** What stands for the account in the header. security.md A5, A10, A14 */
const CREDENTIALS: readonly Row[] = [
  ['no Cred', message({ cred: '' }), 407, 407],
  ['a wrong secret', withBasic('eDp5'), 401, 401],
  ['an empty Cred', message({ cred: '<Cred/>' }), 401, 401],
  ['empty Data', withBasic(''), 401, 401],
  ['a Cred that is no base64', withBasic('!!!!'), 401, 401],
  ['a Cred of one megabit', withBasic('A'.repeat(131_072)), 401, 401],
  ['a Cred of NUL octets', withBasic('AAAAAAAA'), 401, 401],
  ['an unknown device with a Cred', message({ source: 'IMEI:none' }), 401, 401],
  ['an unknown device without a Cred', message({ source: 'IMEI:none', cred: '' }), 407, 407],
  ['an unknown device with a digest', message({ source: 'IMEI:none', cred: credOf(MD5, 'x') }), 401, 401],
  ['a device id of __proto__', message({ source: '__proto__' }), 401, 401],
  ['a device id of a path', message({ source: '../../etc/passwd' }), 401, 401],
  ['a device id with SQL', message({ source: "' OR 1=1; --" }), 401, 401],
  ['a device id of 257 characters', message({ source: 'a'.repeat(257) }), 401, 401],
  ['a device id of 60,000 characters', message({ source: 'a'.repeat(60_000) }), 401],
  ['a device id in other letters', message({ source: '{{lower device}}' }), 401, 401],
  ['three wrong secrets', Array(3).fill(withBasic('eDp5')), 401, 401],
];

/** Texts in base64 that are nearly name and secret. security.md A1, A14 */
const NEARLY: readonly Row[] = (
  [
    ['the secret and a character more', '{{user}}:{{secret}}x'],
    ['a character and the secret', '{{user}}:x{{secret}}'],
    ['a blank behind the secret', '{{user}}:{{secret}} '],
    ['a line end behind the secret', '{{user}}:{{secret}}\n'],
    ['NUL behind the secret', '{{user}}:{{secret}}\0'],
    ['a blank in front of the name', ' {{user}}:{{secret}}'],
    ['the secret in other letters', '{{user}}:{{lower secret}}'],
    ['no colon', '{{user}}{{secret}}'],
    ['two colons', '{{user}}::{{secret}}'],
    ['a semicolon for the colon', '{{user}};{{secret}}'],
    ['no name', ':{{secret}}'],
    ['no secret', '{{user}}:'],
    ['only the name', '{{user}}'],
    ['only the secret', '{{secret}}'],
    ['a colon and no more', ':'],
    ['name and secret changed over', '{{secret}}:{{user}}'],
    ['name and secret twice', '{{user}}:{{secret}}{{user}}:{{secret}}'],
    ['the device id for a secret', '{{user}}:{{device}}'],
    ['another name', 'root:{{secret}}'],
    ['a wildcard for the secret', '{{user}}:*'],
    ['SQL for the secret', "{{user}}:' OR 'a'='a"],
  ] as const
).map(([why, plain]): Row => [why, withBasic(`{{b64:${plain}}}`), 401, 401]);

/** Types that a basic account does not have, with what would be right for it. spec/omadm.md §5.1, security.md A10 */
const TYPES: readonly Row[] = [
  ...[MD5, 'syncml:auth-MAC', 'syncml:auth-X509', 'syncml:auth-securid', 'syncml:auth-safeword'].map(
    (type): Row => [
      `the right Cred under the name of ${type}`,
      message({ cred: credOf(type, '{{cred}}') }),
      401,
      401,
    ],
  ),
  ['the right Cred under an unknown name', message({ cred: credOf('__proto__', '{{cred}}') }), 401, 401],
  [
    'the right Cred under its name in capitals',
    message({ cred: credOf('SYNCML:AUTH-BASIC', '{{cred}}') }),
    212,
    200,
  ],
  [
    'the right Cred in a command',
    message({ cred: '', body: `<Get><CmdID>9</CmdID>${CRED}</Get>` }),
    407,
    407,
  ],
  [
    'the right Cred, and a wrong one in the next message',
    [FIRST, second('', { cred: credOf(BASIC, 'eDp5') })],
    212,
  ],
];

/** Another's session, another's secret. security.md A12 */
const HIJACKS: readonly Row[] = [
  ["another device's Cred", message({ cred: credOf(BASIC, '{{other cred}}') }), 401, 401],
  ["the right Cred for another device's id", message({ source: '{{other device}}' }), 401, 401],
  ['a second message from another device', [FIRST, second('', { source: '{{other device}}' })], 407],
  [
    'a second message from another device with its right Cred',
    [FIRST, second('', { source: '{{other device}}', cred: credOf(BASIC, '{{other cred}}') })],
    401,
  ],
  ...[`/dm?s=`, `/dm?s=a`, `/dm?s=${'A'.repeat(43)}`, '/dm?s=__proto__', '/dm?t=a', '/dm?s=%00'].map(
    (path): Row => [`a second message at ${path.slice(0, 14)}`, [FIRST, `(at ${path})${second('')}`], 407],
  ),
  [
    'a second message without its token, with the right Cred',
    [FIRST, WITHOUT_TOKEN + second('', { cred: CRED })],
    401,
  ],
];

const md5 = (data: string, said: { readonly sessionId?: string; readonly msgId?: string } = {}) =>
  message({ cred: credOf(MD5, data), ...said });
const bare = message({ cred: '' });
const SECOND = { msgId: '2' };
const NEXT_SESSION = { sessionId: '8' };
/** A good session: challenged by nonce 1, then told nonce 2. */
const proven = [bare, md5('{{md5:1}}', SECOND)];

/** An account that proves itself by md5 and nonces. spec/omadm.md §5.4, §5.5, security.md A6-A8 */
const DIGESTS: readonly Row[] = [
  ['md5, no Cred', bare, 407, 407],
  ['md5, over an empty nonce', md5('{{md5=}}'), 401, 401],
  ['md5, over the four zero octets of resynchronisation', md5('{{md5=AAAAAA==}}'), 401, 401],
  ['md5, over the ten characters of resynchronisation', md5('{{md5=MHgwMDAwMDAwMA==}}'), 401, 401],
  ['md5, over sixteen zero octets', md5('{{md5=AAAAAAAAAAAAAAAAAAAAAA==}}'), 401, 401],
  ['md5, resynchronisation after a challenge', [bare, md5('{{md5=AAAAAA==}}', SECOND)], 401, 401],
  ['md5, a digest of zeros', md5('AAAAAAAAAAAAAAAAAAAAAA=='), 401, 401],
  ['md5, a digest of 15 octets', md5('AAAAAAAAAAAAAAAAAAAA'), 401, 401],
  ['md5, a digest of 17 octets', md5('AAAAAAAAAAAAAAAAAAAAAAA='), 401, 401],
  ['md5, no digest', md5(''), 401, 401],
  ['md5, the challenge answered', proven, 212, 200],
  ['md5, wrong, then the challenge answered', [md5('eDp5'), md5('{{md5:1}}', SECOND)], 212, 200],
  ['md5, the challenge answered in clear', [bare, message({ cred: CRED, ...SECOND })], 401, 401],
  ['md5, the password in clear at once', message(), 401, 401],
  ['md5, the name and secret under the name of md5', md5('{{cred}}'), 401, 401],
  ...['syncml:auth-MAC', BASIC, 'syncml:auth-X509', 'md5'].map(
    (type): Row => [
      `md5, the right digest under the name of ${type}`,
      [bare, message({ cred: credOf(type, '{{md5:1}}'), ...SECOND })],
      401,
      401,
    ],
  ),
  ['md5, the nonce of the answer in the next session', [...proven, md5('{{md5:2}}', NEXT_SESSION)], 212, 200],
  [
    'md5, the challenge answered again in the next session',
    [...proven, md5('{{md5:1}}', NEXT_SESSION)],
    401,
    401,
  ],
  [
    'md5, a nonce in two later sessions',
    [...proven, md5('{{md5:2}}', NEXT_SESSION), md5('{{md5:2}}', { sessionId: '9' })],
    401,
    401,
  ],
  [
    'md5, the challenge of a session that was left',
    [bare, message({ cred: '', ...NEXT_SESSION }), md5('{{md5:1}}', { ...NEXT_SESSION, ...SECOND })],
    401,
    401,
  ],
  [
    'md5, the challenge answered without its token',
    [bare, WITHOUT_TOKEN + md5('{{md5:1}}', SECOND)],
    401,
    401,
  ],
  ['md5, the nonce in place of the digest', [bare, md5('{{nonce:1}}', SECOND)], 401, 401],
];

/** A stranger's challenge must not change what the account holds. security.md A7 */
const POISON = (nonce: string) =>
  '<Status><CmdID>3</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Chal><Meta>' +
  '<Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-md5</Type>' +
  `<NextNonce xmlns="syncml:metinf">${nonce}</NextNonce></Meta></Chal><Data>401</Data></Status>`;
const poisoned = (nonce: string) => message({ cred: '', body: POISON(nonce) });

const POISONED: readonly Row[] = [
  ['md5, a challenge from a device that has not proven itself', poisoned('AAAAAA=='), 407, 407],
  [
    'md5, the same, and then its own challenge answered',
    [poisoned('AAAAAA=='), md5('{{md5=AAAAAA==}}', SECOND)],
    401,
    401,
  ],
  ['md5, the same, and then ours answered', [poisoned('AAAAAA=='), md5('{{md5:1}}', SECOND)], 212, 200],
  ['md5, a challenge with a nonce of 100,000 characters', poisoned('A'.repeat(100_000)), 407, 407],
  ['md5, a challenge without a nonce', poisoned(''), 407, 407],
];

const mac = (header: string, text: string) => `(mac ${header})\n${text}`;
const named = (value: string, name = '{{user}}') => `algorithm=MD5, username="${name}", mac=${value}`;
const ZEROS = `${'A'.repeat(22)}==`;
const next = message({ cred: '', ...SECOND });

/** An account whose every message bears a MAC over its octets. spec/omadm.md §5.6, security.md A10, A11 */
const MACS: readonly Row[] = [
  ['hmac, no header', bare, 407, 407],
  ['hmac, a MAC of zeros', mac(named(ZEROS), bare), 401, 401],
  ['hmac, a MAC over no nonce', mac(named('{{mac:1}}'), bare), 401, 401],
  ['hmac, the challenge answered', [bare, mac(named('{{mac:1}}'), next)], 200, 200],
  ['hmac, the challenge answered under another name', [bare, mac(named('{{mac:1}}', 'eve'), next)], 401, 401],
  [
    'hmac, the MAC of another message',
    [bare, mac(named('{{mac:1}}'), next), mac(named('{{mac:1}}'), next.replace('<MsgID>2', '<MsgID>3'))],
    401,
  ],
  [
    'hmac, the right MAC in the Cred',
    [bare, message({ cred: credOf('syncml:auth-MAC', '{{md5:1}}'), ...SECOND })],
    407,
    407,
  ],
  ['hmac, md5 in place of a MAC', [bare, message({ cred: credOf(MD5, '{{md5:1}}'), ...SECOND })], 407, 407],
  ['hmac, the password in clear', message(), 407, 407],
  [
    'hmac, no MAC in the message after a right one',
    [bare, mac(named('{{mac:1}}'), message({ cred: '', ...SECOND, final: '' })), second('', { msgId: '3' })],
    407,
  ],
  ...(
    [
      ['nothing in it', ''],
      ['only a MAC', `mac=${ZEROS}`],
      ['only a name', 'username="{{user}}"'],
      ['an empty name', named(ZEROS, '')],
      ['an empty MAC', named('')],
      ['two names', `username="{{user}}", ${named(ZEROS)}`],
      ['two MACs', `${named(ZEROS)}, mac=${ZEROS}`],
      ['SHA1', `algorithm=SHA1, username="{{user}}", mac=${ZEROS}`],
      ['a quote that stays open', `username="{{user}}, mac=${ZEROS}`],
      ['a comma in quotes and no more', '","'],
      ['a parameter of its own', `${named(ZEROS)}, role=admin`],
      ['a semicolon', `username="{{user}}"; mac=${ZEROS}`],
      ['a MAC of 3 octets', named('AAAA')],
      ['a MAC of 100 octets', named('A'.repeat(136))],
      ['a MAC that is no base64', named('@@@@')],
      ['a name of 5,000 characters', named(ZEROS, 'n'.repeat(5000))],
      ['5,000 commas', ','.repeat(5000)],
    ] as const
  ).map(([why, header]): Row => [`hmac, a header with ${why}`, mac(header, bare), undefined, undefined, 400]),
];

const GROUPS: readonly (readonly [source: string, rows: readonly Row[]])[] = [
  ['security.md A5, A10, A14', CREDENTIALS],
  ['security.md A1, A14', NEARLY],
  ['spec/omadm.md §5.1, security.md A10', TYPES],
  ['security.md A12', HIJACKS],
  ['spec/omadm.md §5.4, §5.5, security.md A6, A8, A10', DIGESTS],
  ['security.md A7', POISONED],
  ['spec/omadm.md §5.6, security.md A10, A11', MACS],
];

/** Who is not let in, and some who are: only they may leave a trace at the device. */
export const AUTH_CASES: readonly Case[] = GROUPS.flatMap(([source, rows]) =>
  rows.map(([why, messages, syncmlStatus, commandStatus, http = 200]) => {
    const script = typeof messages === 'string' ? messages : messages.join(NEXT_MESSAGE);
    const rights = ['{{md5:1}}', '{{mac:1}}', FIRST];
    const everProven = rights.some((right) => script.includes(right)) || syncmlStatus === 212;
    const account = why.startsWith('md5, ') ? MD5_ACCOUNT : why.startsWith('hmac, ') ? HMAC_ACCOUNT : '';
    return {
      bytes: octets(account + script),
      sidecar: {
        why,
        source,
        http,
        ...(syncmlStatus === undefined ? {} : { syncmlStatus }),
        ...(commandStatus === undefined ? {} : { commandStatus }),
        ...(everProven ? {} : { mustNotTouch: ['device'] as const }),
        maxMs: 1000,
      },
    };
  }),
);
