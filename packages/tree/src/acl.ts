/** Commands an ACL speaks of, in canonical order. spec/omadm.md §3.6 */
export const ACL_COMMANDS = ['Add', 'Delete', 'Exec', 'Get', 'Replace'] as const;

export type AclCommand = (typeof ACL_COMMANDS)[number];

/** Server identifiers by command; `['*']` is everyone. */
export type Acl = ReadonlyMap<AclCommand, readonly string[]>;

const ID = /^[^=&*+\s\p{C}]+$/u;

/** Reads an ACL value, undefined when it breaks the grammar. Repeated commands are merged, `*` swallows ids. spec/omadm.md §3.6 */
export function parseAcl(text: string): Acl | undefined {
  const acl = new Map<AclCommand, readonly string[]>();
  if (text === '') return acl;
  for (const entry of text.split('&')) {
    const [word, ids, ...more] = entry.split('=');
    const command = ACL_COMMANDS.find((known) => known === word);
    if (!command || ids === undefined || more.length > 0) return undefined;
    const given = ids.split('+');
    if (!given.every((id) => id === '*' || ID.test(id))) return undefined;
    acl.set(command, merge([...(acl.get(command) ?? []), ...given]));
  }
  return acl;
}

function merge(ids: readonly string[]): readonly string[] {
  return ids.includes('*') ? ['*'] : [...new Set(ids)].sort();
}

/** Canonical text: commands in fixed order, ids sorted, commands without ids left out. */
export function formatAcl(acl: Acl): string {
  return ACL_COMMANDS.filter((command) => acl.get(command)?.length)
    .map((command) => `${command}=${acl.get(command)?.join('+')}`)
    .join('&');
}

/** Whether the ACL gives the server that right. */
export function grants(acl: Acl, command: AclCommand, serverId: string): boolean {
  const ids = acl.get(command);
  return ids !== undefined && (ids[0] === '*' || ids.includes(serverId));
}

/** The ACL without one server: emptied commands vanish. */
export function withoutServer(acl: Acl, serverId: string): Acl {
  const left = [...acl].map(([command, ids]) => [command, ids.filter((id) => id !== serverId)] as const);
  return new Map(left.filter(([, ids]) => ids.length > 0));
}

/** Canonical text that gives one server these rights. @throws Error for a ServerID that no ACL can hold. */
export function aclFor(serverId: string, commands: readonly AclCommand[]): string {
  if (!ID.test(serverId)) throw new Error(`no ServerID: ${serverId}`);
  return formatAcl(new Map(commands.map((command) => [command, [serverId]])));
}
