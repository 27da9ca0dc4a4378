import type { Context } from '../context.ts';

/** A server as the End User may know it; undefined where it could be no other one. */
export function askerOf({ accounts }: Pick<Context, 'accounts'>, serverId: string): string | undefined {
  const asking = accounts.find((account) => account.serverId === serverId);
  if (accounts.length === 1 || asking === undefined) return undefined;
  return `${asking.authority} (${serverId}, ${new URL(asking.serverUrl).host})`;
}

/** A server's own text for the End User, beginning with who asks where several servers manage the device. */
export function namingServer(context: Pick<Context, 'config' | 'accounts'>, text: string): string {
  const asker = askerOf(context, context.config.serverId);
  return asker === undefined ? text : `${asker}:\n${text}`;
}
