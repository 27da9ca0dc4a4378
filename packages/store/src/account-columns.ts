import type { Account } from './fleet-types.ts';
import type { SecretBox } from './secrets.ts';

/** An account as it lies in `device_state`. */
export interface AccountColumns {
  readonly account: {
    readonly serverId: string;
    readonly incoming: Pick<Account['incoming'], 'scheme' | 'name' | 'certificate'>;
    readonly outgoing: Pick<Account['outgoing'], 'scheme' | 'name'>;
  };
  readonly secrets: Buffer;
  readonly nonces: { readonly incoming: readonly string[]; readonly outgoing: string };
}

export function toColumns(account: Account, box: SecretBox): AccountColumns {
  const { deviceId, serverId, incoming, outgoing } = account;
  return {
    account: {
      serverId,
      incoming: {
        scheme: incoming.scheme,
        name: incoming.name,
        ...(incoming.certificate === undefined ? {} : { certificate: incoming.certificate }),
      },
      outgoing: { scheme: outgoing.scheme, name: outgoing.name },
    },
    secrets: box.seal(deviceId, JSON.stringify([incoming.a1, outgoing.secret])),
    nonces: { incoming: incoming.nonces, outgoing: outgoing.nonce },
  };
}

export function fromColumns(deviceId: string, columns: AccountColumns, box: SecretBox): Account {
  const { account, nonces } = columns;
  const [a1, secret] = JSON.parse(box.open(deviceId, columns.secrets)) as [string, string];
  return {
    deviceId,
    serverId: account.serverId,
    incoming: { ...account.incoming, a1, nonces: nonces.incoming },
    outgoing: { ...account.outgoing, secret, nonce: nonces.outgoing },
  };
}
