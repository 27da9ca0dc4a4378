import { RESULT_CODES, type ResultCode } from '@scomo/scomo';
import { LIMITS } from '../../base/limits.ts';
import type { ChangeRequest, Staging } from '../port.ts';

/** One of the six verbs, as it goes through the socket: a line of JSON. */
export type Request =
  | { readonly verb: 'terms' }
  | { readonly verb: 'rotate'; readonly roots: readonly Uint8Array[] }
  | { readonly verb: 'inventory'; readonly again: boolean }
  | ({ readonly verb: 'stage' } & Staging)
  | ({ readonly verb: 'apply' } & ChangeRequest)
  | { readonly verb: 'sweep' };

/** A line that is no request. */
export class RequestError extends Error {
  readonly code: 'size' | 'json' | 'verb' | 'field';

  constructor(code: RequestError['code'], detail: string) {
    super(detail);
    this.name = 'RequestError';
    this.code = code;
  }
}

type Fields = Readonly<Record<string, unknown>>;
type Reader = (fields: Fields) => Request;

const PKG_ID = /^sha256:[0-9a-f]{64}$/;
const isMoment = (value: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value));
const CHANGE_ID = /^[\w-]{1,64}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

/** The fields of each verb; a request with any other, or without one, is refused. */
const FIELDS: Readonly<Record<Request['verb'], readonly string[]>> = {
  terms: [],
  rotate: ['roots'],
  inventory: ['again'],
  stage: ['pkgId', 'serverId', 'installParams', 'time'],
  apply: ['id', 'activate', 'deactivate', 'remove', 'drop', 'fresh', 'code'],
  sweep: [],
};

const READERS: Readonly<Record<Request['verb'], Reader>> = {
  terms: () => ({ verb: 'terms' }),
  rotate: (fields) => ({
    verb: 'rotate',
    roots: list(fields, 'roots', (text) => BASE64.test(text), Number.POSITIVE_INFINITY).map((text) =>
      Buffer.from(text, 'base64'),
    ),
  }),
  inventory: (fields) => ({ verb: 'inventory', again: flag(fields, 'again') }),
  stage: (fields) => ({
    verb: 'stage',
    pkgId: text(fields, 'pkgId', (value) => PKG_ID.test(value)),
    serverId: text(fields, 'serverId', isName),
    ...(fields.installParams !== undefined && { installParams: text(fields, 'installParams', () => true) }),
    ...(fields.time !== undefined && { time: text(fields, 'time', isMoment) }),
  }),
  apply: (fields) => ({
    verb: 'apply',
    id: text(fields, 'id', (value) => CHANGE_ID.test(value)),
    activate: list(fields, 'activate', (value) => PKG_ID.test(value)),
    deactivate: list(fields, 'deactivate', isName),
    remove: list(fields, 'remove', isName),
    drop: list(fields, 'drop', (value) => PKG_ID.test(value)),
    fresh: list(fields, 'fresh', (value) => PKG_ID.test(value)),
    code: resultCode(fields),
  }),
  sweep: () => ({ verb: 'sweep' }),
};

/** Reads one line, without its end. Throws RequestError. */
export function parseRequest(line: Uint8Array): Request {
  if (line.length > LIMITS.requestBytesMax) throw new RequestError('size', 'the request is too long');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    throw new RequestError('json', 'the request is no line of JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RequestError('json', 'the request is no object');
  const { verb, ...fields } = value as Fields;
  if (typeof verb !== 'string' || !Object.hasOwn(READERS, verb))
    throw new RequestError('verb', `there is no such verb; there are ${Object.keys(READERS).join(', ')}`);
  const known = verb as Request['verb'];
  const extra = Object.keys(fields).find((name) => !FIELDS[known].includes(name));
  if (extra !== undefined) throw new RequestError('field', `${verb} has no such field`);
  return READERS[known](fields);
}

/** The line that `parseRequest` reads, with its end. */
export function writeRequest(request: Request): string {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const plain = request.verb === 'rotate' ? { ...request, roots: request.roots.map(base64) } : request;
  return `${JSON.stringify(plain)}\n`;
}

function isName(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
  return value.length <= LIMITS.requestTextMax && /^[^\u0000-\u001f\u007f]+$/.test(value);
}

function text(fields: Fields, name: string, good: (value: string) => boolean): string {
  const value = fields[name];
  if (typeof value === 'string' && good(value)) return value;
  throw new RequestError('field', `${name} is not as it must be`);
}

function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'boolean') return value;
  throw new RequestError('field', `${name} must be true or false`);
}

function list(
  fields: Fields,
  name: string,
  good: (value: string) => boolean,
  most: number = LIMITS.requestNamesMax,
): readonly string[] {
  const value = fields[name];
  if (!Array.isArray(value) || value.length > most)
    throw new RequestError('field', `${name} must be a list of at most ${most}`);
  if (value.every((entry) => typeof entry === 'string' && good(entry))) return value;
  throw new RequestError('field', `${name} has an entry that is not as it must be`);
}

function resultCode({ code }: Fields): ResultCode {
  if (typeof code === 'number' && Object.hasOwn(RESULT_CODES, code)) return code as ResultCode;
  throw new RequestError('field', 'code must be a result code');
}
