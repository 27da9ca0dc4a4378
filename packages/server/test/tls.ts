import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Certificate, makeCertificate } from '@scomo/testkit';

export const CA: Certificate = makeCertificate({ name: 'Test CA', ca: true });

/** A certificate for this machine, signed by our CA. */
export function serverCertificate(name = 'server'): Certificate {
  return makeCertificate({
    ...{ name, issuer: CA, issuerName: 'Test CA' },
    ...{ hosts: ['localhost'], addresses: ['127.0.0.1'] },
  });
}

/** Writes a certificate where a server reads it. */
export function writeTls(
  folder: string,
  { cert, key }: Certificate,
): { readonly cert: string; readonly key: string } {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  return files;
}

/** `fetch` that trusts our CA only, and shows a certificate when it has one. Each request has a connection of its own. */
export function tlsFetch(own?: Certificate) {
  const options = { ca: CA.cert, agent: false, ...(own && { cert: own.cert, key: own.key }) } as const;
  return async (
    url: string,
    init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: unknown },
  ): Promise<Response> => {
    const { method, headers, body } = init;
    const asked = request(url, { ...options, method, headers });
    asked.end(body as Uint8Array | string | undefined);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const bytes = new Uint8Array(await buffer(answer));
    const given = Object.entries(answer.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    return new Response(bytes.length > 0 ? bytes : null, { status: answer.statusCode ?? 0, headers: given });
  };
}
