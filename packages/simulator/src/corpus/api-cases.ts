import { type Case, octets } from './case.ts';

type Row = readonly [why: string, request: string | Uint8Array, http: number];

const BEARER = 'Authorization: Bearer {{token}}\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';

/** A request of an operator as it stands on the wire; the token is filled in when it is sent. */
function ask(
  line: string,
  body?: string | Uint8Array,
  headers = BEARER + (body === undefined ? '' : JSON_TYPE),
) {
  const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return octets(`${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}${length}\r\n`, body ?? '');
}
const post = (path: string, body: unknown) =>
  ask(`POST /api/v1${path}`, typeof body === 'string' ? body : JSON.stringify(body));
const get = (path: string) => ask(`GET /api/v1${path}`);

const DEVICE = { deviceId: 'IMEI:bad', deviceType: 'gateway' };
const weak = (auth: Readonly<Record<string, string>>, deviceId = '490154203237518') =>
  post('/devices', { deviceId: `IMEI:${deviceId}`, deviceType: 'gateway', auth: { scheme: 'md5', ...auth } });
const GOOD = 'k9#Lq2vT!x7Rm4Zp';

/** security.md A1: secrets that can be guessed are refused at the door. */
const WEAK: readonly Row[] = [
  ...[1, 2, 4, 8, 12, 15].map(
    (length): Row => [`a secret of ${length} octets`, weak({ clientSecret: GOOD.slice(0, length) }), 422],
  ),
  ['a secret of 7 characters in 14 octets', weak({ clientSecret: 'é'.repeat(7) }), 422],
  ['an empty secret', weak({ clientSecret: '' }), 422],
  ['a secret of 257 characters', weak({ clientSecret: 'a'.repeat(257) }), 422],
  ['the device id for a secret', weak({ clientSecret: 'IMEI:490154203237518' }), 422],
  ['the IMEI and a word for a secret', weak({ clientSecret: '490154203237518-carrier' }), 422],
  ['a word and the IMEI for a secret', weak({ clientSecret: 'carrier490154203237518' }), 422],
  ['the IMEI in the midst of a secret', weak({ clientSecret: `xx490154203237518yyyy` }), 422],
  [
    'the device id in other letters for a secret',
    weak({ clientSecret: 'imei:abcdefgh-secret' }, 'ABCDEFGH'),
    422,
  ],
  ['a weak secret of the server', weak({ serverSecret: 'short' }), 422],
  ['the device id for the secret of the server', weak({ serverSecret: 'IMEI:490154203237518' }), 422],
  ['one secret for both directions', weak({ clientSecret: GOOD, serverSecret: GOOD }), 422],
  ['no authentication', weak({ scheme: 'none' }), 422],
  ['a scheme that nobody knows', weak({ scheme: 'plain' }), 422],
  ['a scheme of __proto__', weak({ scheme: '__proto__' }), 422],
  ['an empty name', weak({ clientName: '' }), 422],
  ['a name of 129 characters', weak({ clientName: 'a'.repeat(129) }), 422],
];

const SHAPES: readonly (readonly [name: string, body: string, http: number])[] = [
  ['nothing', '', 422],
  ['half of JSON', '{"a":', 400],
  ['no JSON', 'hello', 400],
  ['a text', '"a"', 422],
  ['a number', '1', 422],
  ['null', 'null', 422],
  ['a list', '[]', 422],
  ['an empty object', '{}', 422],
  ['a member too much', '{"deviceId":"IMEI:bad","deviceType":"gateway","admin":true}', 422],
  ['a member __proto__', '{"__proto__":{"admin":true}}', 400],
  ['a member constructor', '{"constructor":{"prototype":{"admin":true}}}', 422],
  ['10,000 levels of lists', '['.repeat(10_000) + ']'.repeat(10_000), 400],
  ['10,000 levels without an end', '['.repeat(10_000), 400],
  ['300 KB', `{"a":"${'a'.repeat(300_000)}"}`, 413],
  ['NaN', '{"a":NaN}', 400],
  ['two values', '{}{}', 400],
];

/** Bodies at the doors of the API. field.md §6a, security.md B10, V15.3.3 */
const BODIES: readonly Row[] = [
  ...SHAPES.map(([name, body, http]): Row => [`device of ${name}`, post('/devices', body), http]),
  ...SHAPES.slice(1, 9).map(([name, body, http]): Row => [`task of ${name}`, post('/tasks', body), http]),
  ...SHAPES.slice(1, 9).map(
    ([name, body, http]): Row => [`release of ${name}`, post('/releases', body), http],
  ),
  ['a device without a body and a type', ask('POST /api/v1/devices', '', BEARER), 415],
  [
    'a device as a form',
    ask('POST /api/v1/devices', 'deviceId=a', `${BEARER}Content-Type: application/x-www-form-urlencoded\r\n`),
    415,
  ],
  ['a device as XML', ask('POST /api/v1/devices', '<a/>', `${BEARER}Content-Type: application/xml\r\n`), 415],
  ['a package as JSON', post('/packages', {}), 415],
  [
    'a package of noise',
    ask('POST /api/v1/packages', octets('noise'), `${BEARER}Content-Type: application/octet-stream\r\n`),
    422,
  ],
  [
    'a package of nothing',
    ask('POST /api/v1/packages', '', `${BEARER}Content-Type: application/octet-stream\r\n`),
    422,
  ],
  [
    'a package of zeros',
    ask('POST /api/v1/packages', new Uint8Array(4096), `${BEARER}Content-Type: application/octet-stream\r\n`),
    422,
  ],
];

const VALUES: readonly Row[] = [
  ['a device id of 129 characters', post('/devices', { ...DEVICE, deviceId: 'a'.repeat(129) }), 422],
  ['an empty device id', post('/devices', { ...DEVICE, deviceId: '' }), 422],
  ['a device id with a blank', post('/devices', { ...DEVICE, deviceId: 'a b' }), 422],
  ['a device id with a line end', post('/devices', { ...DEVICE, deviceId: 'a\nb' }), 422],
  ['a device id with NUL', post('/devices', { ...DEVICE, deviceId: 'a\0' }), 422],
  ['a device id of a number', post('/devices', { ...DEVICE, deviceId: 1 }), 422],
  ['a device type that is not there', post('/devices', { ...DEVICE, deviceType: 'none' }), 422],
  ['a device type of a path', post('/device-types', { name: '../x' }), 422],
  ['a device type of markup', post('/device-types', { name: '<script>' }), 422],
  [
    '33 labels',
    post('/devices', {
      ...DEVICE,
      labels: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`l${at}`, ''])),
    }),
    422,
  ],
  ['a label of 1,025 characters', post('/devices', { ...DEVICE, labels: { a: 'a'.repeat(1025) } }), 422],
  ['a task for nobody', post('/tasks', { deviceId: 'IMEI:nobody', kind: 'inventory' }), 422],
  ['a task of no kind', post('/tasks', { deviceId: 'IMEI:nobody', kind: 'format' }), 422],
  ['a removal of nothing', post('/tasks', { deviceId: 'IMEI:nobody', kind: 'remove', components: [] }), 422],
  [
    'a removal of a path',
    post('/tasks', { deviceId: 'IMEI:nobody', kind: 'remove', components: ['../x'] }),
    422,
  ],
  [
    'a removal of one thing twice',
    post('/tasks', { deviceId: 'IMEI:nobody', kind: 'remove', components: ['a', 'a'] }),
    422,
  ],
  [
    'a task that ends at once',
    post('/tasks', { deviceId: 'IMEI:nobody', kind: 'inventory', expiresInSeconds: 0 }),
    422,
  ],
  [
    'a task without an end',
    post('/tasks', { deviceId: 'IMEI:nobody', kind: 'inventory', expiresInSeconds: 1e12 }),
    422,
  ],
  ['a release of nothing', post('/releases', { name: 'r', packageIds: [] }), 422],
  ['a release of 65 packages', post('/releases', { name: 'r', packageIds: Array(65).fill('pk_a') }), 422],
  [
    'a release of a package that is not there',
    post('/releases', { name: 'r', packageIds: ['pk_none'] }),
    422,
  ],
  [
    'an enrolment token for 16 minutes',
    post('/enrolment-tokens', { deviceType: 'gateway', expiresInSeconds: 960 }),
    422,
  ],
  [
    'an enrolment with a token that was never made',
    post('/enrol', { token: 'a', deviceId: 'IMEI:bad' }),
    403,
  ],
  ['an enrolment with SQL for a token', post('/enrol', { token: "' or true --", deviceId: 'IMEI:bad' }), 403],
];

/** Addresses and questions. field.md §6a, security.md B12 */
const ADDRESSES: readonly Row[] = [
  ['a device that is not there', get('/devices/IMEI:nobody'), 404],
  ['a device of a path', get('/devices/..%2f..%2fetc%2fpasswd'), 404],
  ['a device of NUL', get('/devices/%00'), 400],
  ['a device of a broken escape', get('/devices/%zz'), 400],
  ['a device of 400 characters', get(`/devices/${'a'.repeat(400)}`), 400],
  ['a device of 5,000 characters', get(`/devices/${'a'.repeat(5000)}`), 400],
  ['a task of __proto__', get('/tasks/__proto__'), 400],
  ['a task of SQL', get("/tasks/tk_a'or'1"), 400],
  ['a task that is not there', get('/tasks/tk_none'), 404],
  ['a page of 0', get('/devices?limit=0'), 400],
  ['a page below zero', get('/devices?limit=-1'), 400],
  ['a page of 501', get('/devices?limit=501'), 400],
  ['a page of letters', get('/devices?limit=all'), 400],
  ['a page of 1e2', get('/devices?limit=1e2'), 400],
  ['a page of one and a half', get('/devices?limit=1.5'), 400],
  ['a cursor of words', get('/devices?after=hello'), 400],
  ['a cursor of another list', get('/devices?after=WyJhIiwiYiIsImMiXQ'), 400],
  ['a cursor of 1,025 characters', get(`/devices?after=${'a'.repeat(1025)}`), 400],
  ['a state that nobody knows', get('/tasks?state=done'), 400],
  ['a path that is not there', get('/nothing'), 404],
  ['a version that is not there', ask('GET /api/v2/devices'), 404],
  ['PUT of the devices', ask('PUT /api/v1/devices', '{}'), 405],
  ['DELETE of all devices', ask('DELETE /api/v1/devices'), 405],
  [
    'an Idempotency-Key of 129 characters',
    ask(
      'POST /api/v1/devices',
      JSON.stringify(DEVICE),
      `${BEARER}${JSON_TYPE}Idempotency-Key: ${'a'.repeat(129)}\r\n`,
    ),
    400,
  ],
  [
    'an Idempotency-Key with a blank',
    ask('POST /api/v1/devices', JSON.stringify(DEVICE), `${BEARER}${JSON_TYPE}Idempotency-Key: a b\r\n`),
    400,
  ],
  [
    'a token in another scheme',
    ask('GET /api/v1/devices', undefined, 'Authorization: Basic {{token}}\r\n'),
    401,
  ],
  [
    'a token with a character more',
    ask('GET /api/v1/devices', undefined, 'Authorization: Bearer {{token}}x\r\n'),
    401,
  ],
  ['two tokens', ask('GET /api/v1/devices', undefined, 'Authorization: Bearer {{token}} {{token}}\r\n'), 401],
  ['a token in a cookie', ask('GET /api/v1/devices', undefined, 'Cookie: token={{token}}\r\n'), 401],
];

const GROUPS: readonly (readonly [source: string, rows: readonly Row[]])[] = [
  ['security.md A1', WEAK],
  ['field.md §6a, security.md B10, V15.3.3', BODIES],
  ['packages/api/src/limits.ts', VALUES],
  ['field.md §6a, security.md B12, V14.2.1', ADDRESSES],
];

/** Requests at the REST API as they stand on the wire. */
export const API_CASES: readonly Case[] = GROUPS.flatMap(([source, rows]) =>
  rows.map(([why, request, http]) => ({
    bytes: octets(request),
    sidecar: { why, source, http, maxMs: 1000 },
  })),
);
