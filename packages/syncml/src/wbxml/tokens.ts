/** Global tokens. spec/omadm.md §8.1 */
export const SWITCH_PAGE = 0x00;
export const END = 0x01;
export const ENTITY = 0x02;
export const STR_I = 0x03;
export const LITERAL = 0x04;
export const PI = 0x43;
export const STR_T = 0x83;
export const OPAQUE = 0xc3;

/** Flags of a tag octet, and what is left of it. */
export const HAS_ATTRIBUTES = 0x80;
export const HAS_CONTENT = 0x40;
export const TOKEN_MASK = 0x3f;

export const UTF8_CHARSET = 0x6a;

/** Public identifiers we write. spec/omadm.md §8.2 */
export const PUBLIC_ID = { '1.1': 0x0fd3, '1.2': 0x1201 } as const;

/** Literal public identifier of TNDS and DDF documents, which have no number. */
export const DDF_PUBLIC_ID = '-//OMA//DTD-DM-DDF 1.2//EN';
