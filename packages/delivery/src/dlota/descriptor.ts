/** Media type and namespace of a descriptor of version 1. spec/scomo.md §0.4 */
export const DESCRIPTOR_TYPE = 'application/vnd.oma.dd+xml';
export const DESCRIPTOR_NAMESPACE = 'http://www.openmobilealliance.org/xmlns/dd';

/** Our package, and what servers and buckets call bytes of which they know no more. A descriptor may name others beside it, for what is needed to use it. */
export const PACKAGE_TYPES: readonly string[] = [
  'application/vnd.scomo.package',
  'application/octet-stream',
  'binary/octet-stream',
];

/** Elements that stand once and may be missing, in the order in which they are written. */
export const OPTIONAL_ELEMENTS = [
  'name',
  'version',
  'vendor',
  'description',
  'iconURI',
  'infoURL',
  'installNotifyURI',
  'nextURL',
  'installParam',
] as const;

type OptionalElement = (typeof OPTIONAL_ELEMENTS)[number];

/** OMA Download descriptor, version 1: says what an object is before it is fetched. spec/scomo.md §10.1 */
export interface Descriptor extends Readonly<Partial<Record<OptionalElement, string>>> {
  /** Media types, lower case: of the object, and of what is needed to use it. At least one. */
  readonly types: readonly string[];
  /** Bytes of the object. */
  readonly size: number;
  /** May be relative to the address of the descriptor. */
  readonly objectURI: string;
}
