import { md5 } from '../md5.ts';
import { DEVICE_TYPE, type World } from '../world.ts';
import { type Answer, postMessage } from './post-message.ts';

/** Line between two messages of a session. */
export const NEXT_MESSAGE = '\n====\n';
/** A message that starts with this goes to the path in it and not to the RespURI of the answer before. */
export const AT = /^\(at (\S+)\)/;
export const WITHOUT_TOKEN = '(at /dm)';
/** A script that starts with this is that of a device with such an account; else it has a basic one. */
export const MD5_ACCOUNT = '(md5 account)';
export const HMAC_ACCOUNT = '(hmac account)';
/** A message that starts with this, behind its path, bears the text as `x-syncml-hmac`. */
const MAC = /^\(mac ([^\n]*)\)\n/;

/** Account of a device as an operator gets it. */
export interface Enrolled {
  readonly clientName: string;
  readonly clientSecret: string;
}

export async function enrol(
  world: World,
  deviceId: string,
  scheme: 'basic' | 'md5' | 'hmac' = 'basic',
): Promise<Enrolled> {
  const { auth } = await world.client.createDevice({
    body: { deviceId, deviceType: DEVICE_TYPE, auth: { scheme } },
  });
  return auth;
}

/** A session of a device of its own; each answer's RespURI is where the next message goes. Gives the last answer. */
export async function playScript(world: World, deviceId: string, script: string): Promise<Answer> {
  const prefix = [MD5_ACCOUNT, HMAC_ACCOUNT].find((one) => script.startsWith(one)) ?? '';
  const account = await enrol(world, deviceId, SCHEME_OF[prefix]);
  const other = script.includes('{{other') ? await enrol(world, `${deviceId}-b`) : undefined;
  const nonces: string[] = [];
  let url = `${world.url}/dm`;
  let last: Answer | undefined;
  for (const part of script.slice(prefix.length).split(NEXT_MESSAGE)) {
    const path = AT.exec(part)?.[1];
    const rest = part.replace(AT, '');
    const bytes = new TextEncoder().encode(fill(rest.replace(MAC, ''), deviceId, account, other, nonces));
    const mac = MAC.exec(rest)?.[1];
    const signed = mac?.replaceAll(/\{\{mac:(\d+)\}\}/g, (_, at) =>
      macOf(account, nonces[Number(at) - 1] ?? '', bytes),
    );
    const headers =
      signed === undefined ? {} : { 'x-syncml-hmac': fill(signed, deviceId, account, other, nonces) };
    last = await postMessage(path === undefined ? url : world.url + path, bytes, 'xml', headers);
    url = last.message?.header.respUri ?? url;
    const nonce = nonceOf(last);
    if (nonce !== undefined) nonces.push(nonce);
  }
  if (last === undefined) throw new Error('a session without a message');
  return last;
}

const SCHEME_OF: Readonly<Record<string, 'md5' | 'hmac'>> = { [MD5_ACCOUNT]: 'md5', [HMAC_ACCOUNT]: 'hmac' };

/**
 * Words in double braces: `device`, `user`, `secret`, `cred` (name and secret in base64), the same of another device with
 * `other` or in small letters with `lower` in front, `b64:TEXT` a text in base64, `nonce:N` the N-th nonce that the
 * server told, `md5:N` the digest over it, `md5=NONCE` over any other, and in a header `mac:N` the MAC of the message.
 */
function fill(
  text: string,
  deviceId: string,
  account: Enrolled,
  other: Enrolled | undefined,
  nonces: readonly string[],
): string {
  const credOf = ({ clientName, clientSecret }: Enrolled) => btoa(`${clientName}:${clientSecret}`);
  return text
    .replaceAll('{{device}}', deviceId)
    .replaceAll('{{lower device}}', deviceId.toLowerCase())
    .replaceAll('{{user}}', account.clientName)
    .replaceAll('{{secret}}', account.clientSecret)
    .replaceAll('{{lower secret}}', account.clientSecret.toLowerCase())
    .replaceAll(/\{\{b64:([^}]*)\}\}/g, (_, plain) => btoa(plain))
    .replaceAll('{{cred}}', credOf(account))
    .replaceAll('{{other device}}', `${deviceId}-b`)
    .replaceAll('{{other cred}}', other === undefined ? '' : credOf(other))
    .replaceAll(/\{\{nonce:(\d+)\}\}/g, (_, at) => nonces[Number(at) - 1] ?? '')
    .replaceAll(/\{\{md5:(\d+)\}\}/g, (_, at) => md5Cred(account, nonces[Number(at) - 1] ?? 'no such nonce'))
    .replaceAll(/\{\{md5=([^}]*)\}\}/g, (_, nonce) => md5Cred(account, nonce));
}

/** spec/omadm.md §5.2 */
function md5Cred({ clientName, clientSecret }: Enrolled, nonce: string): string {
  const a1 = md5(`${clientName}:${clientSecret}`).toString('base64');
  return md5(`${a1}:`, Buffer.from(nonce, 'base64')).toString('base64');
}

/** spec/omadm.md §5.2 */
function macOf({ clientName, clientSecret }: Enrolled, nonce: string, body: Uint8Array): string {
  const a1 = md5(`${clientName}:${clientSecret}`).toString('base64');
  return md5(`${a1}:`, Buffer.from(nonce, 'base64'), `:${md5(body).toString('base64')}`).toString('base64');
}

function nonceOf({ message }: Answer): string | undefined {
  const status = message?.commands.find((command) => command.kind === 'Status');
  return status?.chal?.meta.nextNonce;
}
