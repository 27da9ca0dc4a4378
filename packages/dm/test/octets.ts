import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BootstrapPorts } from '../src/bootstrap/bootstrap-ports.ts';
import { testPorts } from './auth-ports.ts';

/** Octets of hexadecimal text. */
export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A vector file that is JSON, or its octets. */
export function vector<T>(name: string): T {
  return JSON.parse(vectorBytes(name).toString('utf8')) as T;
}

export function vectorBytes(name: string): Buffer {
  return readFileSync(new URL(`../../../vectors/${name}`, import.meta.url));
}

/** Ports with real HMAC-SHA1. */
export function bootstrapPorts(): BootstrapPorts {
  return {
    hmacSha1: (key, data) => new Uint8Array(createHmac('sha1', key).update(data).digest()),
    equal: testPorts().equal,
  };
}
