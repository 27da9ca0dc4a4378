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

/** Secrets and nonces (base64) that the server has put into our account's nodes. */
export interface CredentialChanges {
  readonly clientSecret?: string;
  readonly serverSecret?: string;
  readonly clientNonce?: string;
  readonly serverNonce?: string;
}

/** The account of the configuration, with what its server has changed since and the nonces of the last session. spec/omadm.md §5 */
export function loadAccount(journal: Journal, config: AgentConfig): Account {
  const of = digestOf(config);
  const kept = readFact<Nonces>(journal, `account ${config.serverId}`);
  const nonces = kept?.of === of ? kept : { incoming: [''], outgoing: '' };
  const changed = changedCredentials(journal, config);
  return {
    deviceId: config.deviceId,
    serverId: config.serverId,
    incoming: {
      scheme: config.serverSecret === '' ? 'none' : config.scheme,
      name: config.serverId,
      a1: a1Of(config.serverId, changed.serverSecret ?? config.serverSecret, authPorts),
      nonces: changed.serverNonce === undefined ? nonces.incoming : [changed.serverNonce],
    },
    outgoing: {
      scheme: config.scheme,
      name: config.clientName,
      secret: changed.clientSecret ?? config.clientSecret,
      nonce: changed.clientNonce ?? nonces.outgoing,
    },
  };
}

/** The account for a session: nonces that the server has set become those of this session. */
export function openAccount(journal: Journal, config: AgentConfig): Account {
  const account = loadAccount(journal, config);
  const { serverNonce, clientNonce, ...secrets } = changedCredentials(journal, config);
  if (serverNonce === undefined && clientNonce === undefined) return account;
  journal.transaction(() => {
    saveAccount(journal, config, account);
    writeFact(journal, `credentials ${config.serverId}`, secrets);
  });
  return account;
}

/** Keeps what the server changes of our account; it counts from the next session on. spec/omadm.md §5.6 */
export function changeCredentials(journal: Journal, config: AgentConfig, changes: CredentialChanges): void {
  const kept = { ...changedCredentials(journal, config), ...changes, of: digestOf(config) };
  writeFact(journal, `credentials ${config.serverId}`, kept);
}

function changedCredentials(journal: Journal, config: AgentConfig): CredentialChanges {
  const kept = readFact<CredentialChanges & { readonly of: string }>(
    journal,
    `credentials ${config.serverId}`,
  );
  return kept?.of === digestOf(config) ? kept : {};
}

export function saveAccount(journal: Journal, config: AgentConfig, account: Account): void {
  const { incoming, outgoing } = account;
  const nonces: Nonces = { of: digestOf(config), incoming: incoming.nonces, outgoing: outgoing.nonce };
  writeFact(journal, `account ${config.serverId}`, nonces);
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
