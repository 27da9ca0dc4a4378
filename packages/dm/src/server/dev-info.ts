import type { Replace } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';

/**
 * DevInfo leaves of a package 1 Replace, keyed by what follows `DevInfo/` (`DevId`, `Ext/Foo`). Items are known by
 * Source, else Target; values are trimmed; undefined when no Item is DevInfo. spec/omadm.md §1.4, Q24, Q25
 */
export function devInfoOf(command: Replace): Readonly<Record<string, string>> | undefined {
  const found = command.items.flatMap((item): [string, string][] => {
    const uri = (item.source ?? item.target)?.locUri ?? '';
    const name = /(?:^|\/)\s*DevInfo\s*\/\s*(.+?)\s*$/.exec(uri)?.[1];
    if (name === undefined || name.length > LIMITS.devInfoCharsMax) return [];
    const value = typeof item.data === 'string' ? item.data.trim() : '';
    return [[name, value.slice(0, LIMITS.devInfoCharsMax)]];
  });
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.slice(0, LIMITS.devInfoLeavesMax));
}
