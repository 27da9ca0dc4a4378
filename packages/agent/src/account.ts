import { type Account, a1Of } from '@scomo/dm';
import { authPorts, textDigest } from './base/node-crypto.ts';
import type { AgentConfig } from './config.ts';
import { readFact, writeFact } from './journal/facts.ts';
import type { Journal } from './journal/journal.ts';

/** What of the account changes from session to session. */
interface Nonces {
  /** Digest of the settings they belong to: a new account starts anew. */
  readonly of: string;
  readonly incoming: readonly string[];
  readonly outgoing: string;
}

/** The account of the configuration with the nonces of the last session. spec/omadm.md §5 */
export function loadAccount(journal: Journal, config: AgentConfig): Account {
  const kept = readFact<Nonces>(journal, 'account');
  const nonces = kept?.of === digestOf(config) ? kept : { incoming: [''], outgoing: '' };
  return {
    deviceId: config.deviceId,
    serverId: config.serverId,
    incoming: {
      scheme: config.serverSecret === '' ? 'none' : config.scheme,
      name: config.serverId,
      a1: a1Of(config.serverId, config.serverSecret, authPorts),
      nonces: nonces.incoming,
    },
    outgoing: {
      scheme: config.scheme,
      name: config.clientName,
      secret: config.clientSecret,
      nonce: nonces.outgoing,
    },
  };
}

export function saveAccount(journal: Journal, config: AgentConfig, account: Account): void {
  const { incoming, outgoing } = account;
  const nonces: Nonces = { of: digestOf(config), incoming: incoming.nonces, outgoing: outgoing.nonce };
  writeFact(journal, 'account', nonces);
}

function digestOf({
  serverUrl,
  serverId,
  deviceId,
  clientName,
  clientSecret,
  serverSecret,
}: AgentConfig): string {
  return textDigest(JSON.stringify([serverUrl, serverId, deviceId, clientName, clientSecret, serverSecret]));
}
