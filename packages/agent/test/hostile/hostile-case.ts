import { createHash } from 'node:crypto';
import type { PackageSigner } from '@scomo/delivery';
import { rawSample, releaseKey, script } from '../packages.ts';

/** A package that no device may take, and the ResultCode that says why. security.md C3-C8, D1-D12 */
export interface HostileCase {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** One code, or several where the place of a changed byte decides. */
  readonly codes: readonly number[];
  /** What the server says it is; the digest of the bytes when absent. */
  readonly pkgId?: string;
}

export type Json = Record<string, unknown>;

const PAYLOAD = Buffer.from('#!/bin/sh\necho hello\n');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export const pkgIdOf = (bytes: Uint8Array) => `sha256:${sha256(bytes)}`;

/** A good manifest as plain data, free to be bent: one file, one chunk. */
export function manifest(over: Json = {}): Json {
  return {
    authority: 'acme',
    component: 'com.example.hostile',
    version: '1.0',
    counter: 1,
    epoch: 1,
    compat: [],
    requires: [],
    conflicts: [],
    issued: '2026-05-01T00:00:00Z',
    expires: '2039-05-01T00:00:00Z',
    payload: 'tree',
    files: [fileOf('bin/say')],
    chunkSize: 4096,
    chunks: [sha256(PAYLOAD)],
    payloadBytes: PAYLOAD.length,
    characteristics: { title: 'Hostile', provider: 'Nobody', summary: '', price: 'free', permissions: [] },
    ...over,
  };
}

export function fileOf(path: unknown, over: Json = {}): Json {
  return { path, mode: 0o755, size: PAYLOAD.length, sha256: sha256(PAYLOAD), ...over };
}

/** Signed with the true release key, whatever it says: only the parser and the rules stand against it. */
export function signed(statement: Json | string | Uint8Array, by: PackageSigner = releaseKey): Uint8Array {
  const json =
    typeof statement === 'string' || statement instanceof Uint8Array ? statement : JSON.stringify(statement);
  return withPayload(envelopeOf(Buffer.from(json), by));
}

export function envelopeOf(
  statement: Uint8Array,
  by: PackageSigner,
  type = 'application/vnd.scomo.release+json',
) {
  const message = Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} ${type} ${statement.length} `),
    statement,
  ]);
  const sig = Buffer.from(by.sign(message)).toString('base64');
  return {
    payloadType: type,
    payload: Buffer.from(statement).toString('base64'),
    signatures: [{ keyid: by.keyId, sig }],
  };
}

/** A package file around an envelope, with the payload that the good manifest tells of. */
export function withPayload(
  envelope: object | string,
  payload: Uint8Array = PAYLOAD,
  magic = 'SCOMODP1',
): Uint8Array {
  const json = Buffer.from(typeof envelope === 'string' ? envelope : JSON.stringify(envelope));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([Buffer.from(magic), length, json, payload]);
}

/** A good package of two chunks. */
export const GOOD = rawSample('com.example.hostile', '1.0', {}, [
  script('bin/say', 'echo good'),
  { path: 'data', mode: 0o644, bytes: Buffer.alloc(300_000, 'good ') },
]);
