import type { TaskView, TreeCommandView } from '@scomo/api';

/** What a task is to do, for people. */
export function orderText({ order }: TaskView): string {
  switch (order.kind) {
    case 'inventory':
      return 'read the inventory';
    case 'remove':
      return `remove ${order.components.join(', ')}`;
    case 'deploy':
      return order.members
        .map(
          ({ component, version, why }) => `${component} ${version}${why === undefined ? '' : ` (${why})`}`,
        )
        .join('\n');
    case 'operation':
      return `${order.operation} ${order.component} ${order.member?.version ?? ''}`.trim();
    case 'tree':
      return order.commands.map(commandText).join('\n');
  }
}

function commandText({ kind, uri, code, text, commands }: TreeCommandView): string {
  if (commands !== undefined) return `${kind} of ${commands.length}`;
  return kind === 'alert' ? `alert ${code ?? ''} ${text ?? ''}` : `${kind} ${uri ?? ''}`;
}
