import {
  ALERT_CODES,
  type Command,
  commandName,
  type Data,
  type Element,
  type Item,
  type Message,
  type Meta,
  statusName,
} from '@scomo/syncml';

const VALUE_CHARS_MAX = 200;

/** A message as text for people: header, then one line a command, children and items indented. */
export function describeMessage(message: Message): string {
  const { header } = message;
  const lines = [
    `${header.verProto} session ${header.sessionId} message ${header.msgId}: ${header.source.locUri} → ${header.target.locUri}`,
  ];
  if (header.source.locName !== undefined) lines.push(`  name ${header.source.locName}`);
  if (header.respUri !== undefined) lines.push(`  RespURI ${header.respUri}`);
  if (header.cred !== undefined) lines.push(`  Cred ${header.cred.meta?.type ?? 'without type'}`);
  if (header.meta !== undefined) lines.push(`  ${metaText(header.meta)}`);
  for (const command of message.commands) lines.push(...describeCommand(command, '  '));
  lines.push(message.final ? '  Final' : '  (no Final: more follows)');
  return lines.join('\n');
}

function describeCommand(command: Command, indent: string): string[] {
  const inner = `${indent}  `;
  const head = `${indent}${command.cmdId} ${headline(command)}`;
  switch (command.kind) {
    case 'Atomic':
    case 'Sequence':
      return [head, ...command.commands.flatMap((child) => describeCommand(child, inner))];
    case 'Unsupported':
      return [head];
    default:
      return [head, ...command.items.map((item) => `${inner}${itemText(item)}`)];
  }
}

function headline(command: Command): string {
  switch (command.kind) {
    case 'Status': {
      const refs = command.targetRefs.length > 0 ? ` ${command.targetRefs.join(' ')}` : '';
      const chal = command.chal === undefined ? '' : ` Chal ${metaText(command.chal.meta)}`;
      return `Status ${command.code} ${statusName(command.code)} ← ${command.cmd} ${command.msgRef}/${command.cmdRef}${refs}${chal}`;
    }
    case 'Results':
      return `Results ← ${command.msgRef ?? '?'}/${command.cmdRef ?? '?'}`;
    case 'Alert':
      return `Alert ${command.code ?? '?'} ${ALERT_CODES[command.code ?? 0] ?? ''}${correlatorText(command.correlator)}`;
    case 'Exec':
      return `Exec${correlatorText(command.correlator)}`;
    default:
      return commandName(command);
  }
}

function correlatorText(correlator: string | undefined): string {
  return correlator === undefined ? '' : ` correlator ${correlator}`;
}

function itemText(item: Item): string {
  const parts = [
    item.target === undefined ? '' : `→ ${item.target.locUri}`,
    item.source === undefined ? '' : `from ${item.source.locUri}`,
    item.meta === undefined ? '' : `[${metaText(item.meta)}]`,
    item.data === undefined ? '' : `= ${dataText(item.data)}`,
    item.moreData === true ? '(more data follows)' : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function metaText(meta: Meta): string {
  return Object.entries(meta)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
}

function dataText(data: Data): string {
  if (data instanceof Uint8Array) return `${data.length} bytes`;
  const text = typeof data === 'string' ? data : data.elements.map(elementText).join('');
  return JSON.stringify(
    text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}… (${text.length} characters)` : text,
  );
}

function elementText(element: Element): string {
  const inner = element.children
    .map((child) => (typeof child === 'string' ? child : elementText(child)))
    .join('');
  return `<${element.name}>${inner}</${element.name}>`;
}
