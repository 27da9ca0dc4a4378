/**
 * What stands in an Item's `Data`.
 * - text: character data, CDATA, STR_I, STR_T, ENTITY, and OPAQUE that is valid UTF-8 text
 * - bytes: WBXML OPAQUE that is not text (Format `bin`, or not UTF-8)
 * - markup: child elements (TNDS/DDF `MgmtTree`, MetInf, or foreign XML). Nested WBXML documents in
 *   OPAQUE (spec/omadm.md §8.8 rule 6) decode to markup as well, when they are TNDS.
 */
export type Data = string | Uint8Array | Markup;

/** Child elements of `Data`, as an element tree. Never mixed with bytes. */
export interface Markup {
  readonly elements: readonly Element[];
}

/** One element of embedded markup. Attributes other than xmlns are dropped. */
export interface Element {
  readonly name: string;
  /** Namespace URI, `''` when none. DM DDF/TNDS is `syncml:dmddf1.2`. */
  readonly ns: string;
  readonly children: readonly (Element | string)[];
}
