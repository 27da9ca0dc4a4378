import { SyncmlError } from '../errors.ts';
import type { Input } from './input.ts';
import { END, ENTITY, LITERAL, OPAQUE, STR_I, STR_T, SWITCH_PAGE } from './tokens.ts';

/**
 * Steps over an attribute list or a processing instruction and its END. DM has no attributes; one family
 * of devices sends xmlns as a literal one. spec/omadm.md §8.8 rule 11
 */
export function skipAttributes(input: Input): void {
  let attributes = 0;
  for (;;) {
    const at = input.pos;
    const octet = input.byte();
    if (octet === END) return;
    if (octet === STR_I) input.inlineText();
    else if (octet === STR_T) input.tableText(input.multiByte());
    else if (octet === ENTITY) input.entity();
    else if (octet === OPAQUE) input.opaque();
    else if (octet === SWITCH_PAGE) input.byte();
    else if (isExtension(octet)) throw new SyncmlError('unknown-token', at, `token ${octet}`);
    else {
      if (octet === LITERAL) input.tableText(input.multiByte());
      if (octet < 0x80 && ++attributes > input.limits.attributesMax) {
        throw new SyncmlError('too-many', at, `more than ${input.limits.attributesMax} attributes`);
      }
    }
  }
}

/** EXT_* tokens, PI and tag literals with flags, none of which belongs into an attribute list. */
function isExtension(octet: number): boolean {
  return (octet & 0x3f) <= 4 && octet > LITERAL;
}
