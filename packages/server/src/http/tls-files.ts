import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions, type Server } from 'node:tls';
import type { HttpTimes } from '../limits.ts';
import type { Log } from '../log.ts';

const TICKET_KEY_BYTES = 48;

/** Where the certificate (with its chain) and its key lie, as PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * What the listener works with. Every peer is asked for a certificate: an account may take it for its proof, whoever
 * signed it; without one the messages prove the peer. Throws when the files do not belong together. spec/omadm.md §5.8, S21
 */
export function readTls({ cert, key }: TlsFiles): SecureContextOptions {
  const options: SecureContextOptions = {
    minVersion: 'TLSv1.2',
    cert: readFileSync(cert),
    key: readFileSync(key),
  };
  createSecureContext(options);
  return options;
}

/** Keeps a listener's certificate as new as its files, and its ticket keys young, until it is stopped. */
export interface TlsRenewal {
  /** Reads the files now; false when they cannot be used and the old ones stay. */
  renew(): boolean;
  stop(): void;
}

/** New connections get the new certificate; those that are open stay as they are. */
export function keepTlsFresh(
  server: Pick<Server, 'setSecureContext' | 'setTicketKeys'>,
  files: TlsFiles,
  log: Log,
  times: Pick<HttpTimes, 'certificateMs' | 'ticketsMs'>,
): TlsRenewal {
  let seen = stampOf(files);
  const renew = (): boolean => {
    seen = stampOf(files);
    try {
      server.setSecureContext(readTls(files));
      log.info(`certificate read from ${files.cert}`);
      return true;
    } catch (error) {
      log.error({ err: error }, `the certificate in ${files.cert} cannot be used: the old one stays in use`);
      return false;
    }
  };
  const look = setInterval(() => {
    if (stampOf(files) !== seen) renew();
  }, times.certificateMs);
  const turn = setInterval(() => server.setTicketKeys(randomBytes(TICKET_KEY_BYTES)), times.ticketsMs);
  return {
    renew,
    stop() {
      clearInterval(look);
      clearInterval(turn);
    },
  };
}

/** Changes whenever one of the files does; a file that is not there counts as one. */
function stampOf({ cert, key }: TlsFiles): string {
  return [cert, key]
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
      return stat === undefined ? 'none' : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
    })
    .join(', ');
}
