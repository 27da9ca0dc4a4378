import { distinct, integer, malformed, record, text } from './field-reader.ts';
import { publicKey } from './key-rules.ts';
import { LIMITS } from './limits.ts';
import { authorityId } from './parse-manifest.ts';
import { parseStrictJson } from './strict-json.ts';
import { timestamp } from './timestamp.ts';
import type { TrustRoot } from './trust.ts';

const keys = distinct(publicKey, LIMITS.keysMax, 1);
const threshold = integer(1, LIMITS.keysMax);
const prefix = text(/^[A-Za-z0-9._:+-]+$/, LIMITS.componentCharsMax);

const readRoot = record<TrustRoot>({
  authority: authorityId,
  version: integer(1, Number.MAX_SAFE_INTEGER),
  expires: timestamp,
  epoch: integer(0, Number.MAX_SAFE_INTEGER),
  root: record<TrustRoot['root']>({ keys, threshold }),
  release: record<TrustRoot['release']>({ keys, threshold, prefixes: distinct(prefix, LIMITS.prefixesMax) }),
});

/**
 * The trust root that these bytes spell; a threshold never exceeds the keys, no key is weak.
 * Throws `Refusal` (`malformed`, `too-large`). security.md §2.2
 */
export function parseRoot(json: Uint8Array): TrustRoot {
  const root = readRoot(parseStrictJson(json, 'root'), 'root');
  for (const role of ['root', 'release'] as const) {
    if (root[role].threshold > root[role].keys.length)
      throw malformed(`root.${role}.threshold`, 'exceeds its keys');
  }
  return root;
}
