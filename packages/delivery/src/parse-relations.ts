import { distinct, malformed, quote, type Read, text } from './field-reader.ts';
import { LIMITS } from './limits.ts';
import type { Manifest } from './manifest.ts';
import { parseRelation } from './relation.ts';

/** Longest relation: a component, then each bound with its blank and its operator. */
const RELATION_CHARS_MAX = LIMITS.componentCharsMax + LIMITS.boundsMax * (LIMITS.versionCharsMax + 3);
const relationText = text(/^[!-~]+(?: [!-~]+)*$/, RELATION_CHARS_MAX);
const relation: Read<string> = (value, field) => {
  const read = relationText(value, field);
  if (parseRelation(read) === undefined) throw malformed(field, `has a wrong form: ${quote(read)}`);
  return read;
};

/** What a manifest needs or excludes. */
export const relations = distinct(relation, LIMITS.namesMax);

/** Throws `Refusal('malformed')` for relations that can never hold. */
export function checkRelations({ component, requires, conflicts }: Manifest): void {
  const namesItself = (texts: readonly string[]) =>
    texts.some((each) => parseRelation(each)?.component === component);
  if (namesItself(requires)) throw malformed('manifest.requires', 'names the component itself');
  if (namesItself(conflicts)) throw malformed('manifest.conflicts', 'names the component itself');
  if (requires.some((id) => conflicts.includes(id)))
    throw malformed('manifest.conflicts', 'contradicts requires');
}
