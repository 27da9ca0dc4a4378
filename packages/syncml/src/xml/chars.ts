/** What an octet means in character data. */
export const PLAIN = 0;
export const LESS_THAN = 1;
export const AMPERSAND = 2;
export const BRACKET = 3;
export const RETURN = 4;
export const NON_ASCII = 5;
export const FORBIDDEN = 6;

/** What an octet means in a name. */
export const NO_NAME = 0;
export const NAME_START = 1;
export const NAME_REST = 2;
export const NAME_COLON = 3;
export const NAME_NON_ASCII = 4;

export const TEXT_CLASS = new Uint8Array(256);
export const NAME_CLASS = new Uint8Array(256);

TEXT_CLASS.fill(FORBIDDEN, 0, 0x20).fill(NON_ASCII, 0x80);
for (const [char, kind] of [
  ['\t', PLAIN],
  ['\n', PLAIN],
  ['\r', RETURN],
  ['<', LESS_THAN],
  ['&', AMPERSAND],
  [']', BRACKET],
] as const) {
  TEXT_CLASS[char.charCodeAt(0)] = kind;
}

for (let code = 0; code < 0x80; code++) {
  const char = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(char)) NAME_CLASS[code] = NAME_START;
  else if (/[-.0-9]/.test(char)) NAME_CLASS[code] = NAME_REST;
  else if (char === ':') NAME_CLASS[code] = NAME_COLON;
}
NAME_CLASS.fill(NAME_NON_ASCII, 0x80);

/** Octets of markup. */
export const LT = 0x3c;
export const GT = 0x3e;
export const SLASH = 0x2f;
export const BANG = 0x21;
export const QUESTION = 0x3f;
export const EQUALS = 0x3d;
export const QUOTE = 0x22;
export const APOSTROPHE = 0x27;

export function isSpace(octet: number | undefined): boolean {
  return octet === 0x20 || octet === 0x0a || octet === 0x09 || octet === 0x0d;
}
