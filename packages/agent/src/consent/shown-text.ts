import type { ConsentRequest } from './consent-state.ts';

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** What the End User is shown about a set: what changes, who provides it, what it costs and may do. Mission row C3 */
export function shownText(
  request: ConsentRequest,
  versionNow: (component: string) => string | undefined,
): string {
  const { members, policy } = request;
  const lines = members.flatMap((member) => {
    const from = versionNow(member.component);
    return [
      `${member.title || member.component} (${member.component})`,
      `  Version:     ${from === undefined ? `new, ${member.version}` : `${from} -> ${member.version}`}`,
      `  Provider:    ${member.provider || 'not stated'}`,
      ...(member.summary ? [`  About:       ${member.summary}`] : []),
      `  Size:        ${formatBytes(member.bytes)}`,
      `  Price:       ${member.price || 'not stated'}`,
      `  Permissions: ${member.permissions.join(', ') || 'none'}`,
    ];
  });
  const together = members.length > 1 ? [`All ${members.length} are changed together, or none.`] : [];
  const deadline =
    policy.deadline === undefined ? [] : [`Without an answer it goes ahead on ${policy.deadline}.`];
  return [...lines, ...together, ...deadline].map(plain).join('\n');
}

/** The same for text of several lines. */
export function plainLines(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map(plain)
    .join('\n');
}

/** Control characters could make a terminal show something else than what is stored as evidence. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, '?');
}

/** A size for people: `512 bytes`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`;
}
