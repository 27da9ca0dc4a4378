/** Tokens of wap-provisioningdoc that an account needs. spec/omadm.md §8.7 */

export const PROVISIONING = {
  version: 0x02,
  publicId: 0x0b,
  charset: 0x6a,
  tag: { document: 0x05, characteristic: 0x06, parm: 0x07 },
  /** `version=` stands on page 0, with a text after it. */
  versionAttribute: 0x45,
  name: 0x05,
  value: 0x06,
  type: 0x50,
} as const;

/** A text that has a token of its own, and the attribute code page it stands on. */
interface Row {
  readonly text: string;
  readonly page: 0 | 1;
  readonly token: number;
}

/** `name="…"` as one token. */
export const NAMES: readonly Row[] = [
  { text: 'NAME', page: 0, token: 0x07 },
  { text: 'NAME', page: 1, token: 0x07 },
  { text: 'PORTNBR', page: 0, token: 0x23 },
  { text: 'PORTNBR', page: 1, token: 0x23 },
  { text: 'AAUTHDATA', page: 1, token: 0x2f },
  { text: 'AAUTHLEVEL', page: 1, token: 0x30 },
  { text: 'AAUTHNAME', page: 1, token: 0x31 },
  { text: 'AAUTHSECRET', page: 1, token: 0x32 },
  { text: 'AAUTHTYPE', page: 1, token: 0x33 },
  { text: 'ADDR', page: 1, token: 0x34 },
  { text: 'ADDRTYPE', page: 1, token: 0x35 },
  { text: 'APPID', page: 1, token: 0x36 },
  { text: 'PROVIDER-ID', page: 1, token: 0x38 },
];

/** `type="…"` as one token. */
export const TYPES: readonly Row[] = [
  { text: 'PORT', page: 0, token: 0x53 },
  { text: 'PORT', page: 1, token: 0x53 },
  { text: 'APPLICATION', page: 1, token: 0x55 },
  { text: 'APPADDR', page: 1, token: 0x56 },
  { text: 'APPAUTH', page: 1, token: 0x57 },
];

/** Values and pieces of values, as PROV 1.1 has them. */
export const VALUES: readonly Row[] = [
  { text: 'ALPHA', page: 0, token: 0x88 },
  { text: 'ALPHA', page: 1, token: 0x88 },
  { text: 'APPSRV', page: 1, token: 0x8d },
  { text: 'OBEX', page: 1, token: 0x8e },
  { text: ',', page: 1, token: 0x90 },
  { text: 'HTTP-', page: 1, token: 0x91 },
  { text: 'BASIC', page: 1, token: 0x92 },
  { text: 'DIGEST', page: 1, token: 0x93 },
];

/** Text of a token, undefined for one that an account has no use for. */
export function textOfToken(rows: readonly Row[], page: number, token: number): string | undefined {
  return rows.find((row) => row.page === page && row.token === token)?.text;
}

/** Token to write for a text. */
export function tokenOf(rows: readonly Row[], text: string): Row | undefined {
  return rows.find((row) => row.text === text);
}
