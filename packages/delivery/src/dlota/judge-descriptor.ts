import type { Descriptor } from './descriptor.ts';
import { DescriptorFault } from './status-lines.ts';

/** What a device can take. */
export interface Means {
  /** Media types that it can use, lower case. */
  readonly types: readonly string[];
  /** Bytes that it has room for. */
  readonly room: number;
}

/** Before the object is fetched. Throws DescriptorFault 953 (no usable type) or 901 (no room). spec/scomo.md §10.2 */
export function judgeDescriptor({ types, size }: Descriptor, means: Means): void {
  if (!types.some((type) => means.types.includes(baseType(type))))
    throw new DescriptorFault(953, `no use for ${types.join(', ')}`);
  if (size > means.room) throw new DescriptorFault(901, `${size} bytes, room for ${means.room}`);
}

/** When the object comes: what its server says of it, as far as it does; `octet-stream` says nothing. Throws DescriptorFault 905. spec/scomo.md §10.2 */
export function judgeObject(
  { types, size }: Descriptor,
  object: { readonly type: string | undefined; readonly size: number | undefined },
): void {
  const type = object.type === undefined ? undefined : baseType(object.type);
  const known = type !== undefined && !type.endsWith('/octet-stream');
  if (known && !types.some((described) => baseType(described) === type))
    throw new DescriptorFault(905, `object is ${type}, described was ${types.join(', ')}`);
  if (object.size !== undefined && object.size !== size)
    throw new DescriptorFault(905, `object has ${object.size} bytes, described were ${size}`);
}

/** A media type without its parameters, lower case. */
export function baseType(type: string): string {
  return (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}
