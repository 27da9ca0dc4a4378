import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

/** PEM files of the account: whom to believe, and what to show. */
export interface TlsConfig {
  /** The only authority that the DM server's certificate may come from; the system's when absent. */
  readonly ca?: string;
  /** Our own certificate with its chain, and its key. */
  readonly cert?: string;
  readonly key?: string;
}

/** Chain, name and dates of the server are always checked: nothing in the environment turns that off. security.md A2 */
const STRICT = { minVersion: 'TLSv1.2', rejectUnauthorized: true } as const;

/** Options of a connection to the DM server; the files as they are now. Throws Error when one cannot be read. */
export function serverTls({ ca, cert, key }: TlsConfig) {
  return {
    ...STRICT,
    ...(ca !== undefined && { ca: readFileSync(ca) }),
    ...(cert !== undefined && { cert: readFileSync(cert) }),
    ...(key !== undefined && { key: readFileSync(key) }),
  };
}

/** Options of a connection to a server of packages: the system's authorities and our own, nothing of us. */
export function downloadTls({ ca }: TlsConfig) {
  return { ...STRICT, ...(ca !== undefined && { ca: [...rootCertificates, readFileSync(ca)] }) };
}
