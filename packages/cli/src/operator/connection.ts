import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient } from '@scomo/api';
import { UsageError } from '../package/exit-codes.ts';

/** Where the server is, as the user said it. */
export function serverUrl(): string {
  return process.env.SCOMO_URL ?? 'http://127.0.0.1:8080';
}

/** A client for `SCOMO_URL` with `SCOMO_TOKEN`, or with the token file of a server started in this folder. */
export function connect(): Client {
  return createClient({ url: serverUrl(), token: token(), fetch });
}

function token(): string {
  const given = process.env.SCOMO_TOKEN;
  if (given !== undefined && given !== '') return given;
  const file = join(process.env.SCOMO_DATA_DIR ?? 'data', 'admin.token');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new UsageError(
    `no token: set SCOMO_TOKEN to the content of admin.token in the server's data folder (${file} is not there)`,
  );
}
