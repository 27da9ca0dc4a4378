import { SERVER_LIMITS } from '../limits.ts';
import type { SetMember } from '../set.ts';
import { lookUp } from '../shown/languages.ts';
import type { DeployMember } from './task.ts';

/**
 * Members as they go to the device. When all their languages are too much for a leaf, the device's own language and
 * English stay the longest; the first language of each always goes. docs/scomo-extension.md
 */
export function membersJson(members: readonly DeployMember[], language: string): string {
  const tags = [...new Set(members.flatMap(({ texts = {} }) => Object.keys(texts)))].sort();
  const preferred = [language, 'en'].flatMap((tag) => lookUp([tag], tags) ?? []);
  const ordered = [...new Set([...preferred, ...tags])];
  for (let count = ordered.length; count > 0; count -= 1) {
    const json = JSON.stringify(members.map((member) => inLanguages(member, ordered.slice(0, count))));
    if (json.length <= SERVER_LIMITS.membersCharsMax) return json;
  }
  return JSON.stringify(members.map((member) => inLanguages(member, [])));
}

function inLanguages(
  {
    packageId: _ours,
    bucketHost: _host,
    why: _why,
    requires: _requires,
    conflicts: _conflicts,
    texts,
    ...member
  }: DeployMember,
  tags: readonly string[],
): SetMember {
  if (texts === undefined) return member;
  const kept = Object.entries(texts).filter(([tag]) => tags.includes(tag));
  return kept.length === 0 ? member : { ...member, texts: Object.fromEntries(kept) };
}
