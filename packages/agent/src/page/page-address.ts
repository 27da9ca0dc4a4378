import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../base/files.ts';

/** Who knows the address may answer for the End User: it is kept in a file that only the agent's user can read. */
export interface PageAddress {
  readonly port: number;
  /** 128 random bits; the same at each start, so that a bookmark holds. */
  readonly token: string;
}

const pathOf = (state: string) => join(state, 'page.json');

/** The address that the agent has used last; undefined when it had none. */
export function readAddress(state: string): PageAddress | undefined {
  try {
    const { port, token } = JSON.parse(readFileSync(pathOf(state), 'utf8')) as Record<string, unknown>;
    return typeof port === 'number' && typeof token === 'string' && /^[\w-]{22}$/.test(token)
      ? { port, token }
      : undefined;
  } catch {
    return undefined;
  }
}

export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

export function keepAddress(state: string, address: PageAddress): void {
  writeDurably(pathOf(state), `${JSON.stringify(address)}\n`);
}

export function pageUrl({ port, token }: PageAddress): string {
  return `http://127.0.0.1:${port}/${token}/`;
}
