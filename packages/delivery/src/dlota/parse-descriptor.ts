import { SaxesParser } from 'saxes';
import { LIMITS } from '../limits.ts';
import { decodeUtf8 } from '../utf8.ts';
import { type Descriptor, OPTIONAL_ELEMENTS } from './descriptor.ts';
import { DescriptorFault } from './status-lines.ts';

/**
 * Reads a descriptor: prefixes, namespaces, order and unknown elements do not matter, the first of a repeated element counts.
 * Throws DescriptorFault 951 for a version other than 1, 906 for everything else that is wrong. spec/scomo.md §10.1
 */
export function parseDescriptor(bytes: Uint8Array): Descriptor {
  const fields = readFields(bytes);
  const first = (name: string) => fields.get(name)?.find((value) => value !== '');
  const version = first('DDVersion') ?? '1.0';
  const notify = first('installNotifyURI');
  if (!/^1(\.|$)/.test(version)) throw new DescriptorFault(951, `DDVersion ${version}`, notify);
  const types = (fields.get('type') ?? []).filter((type) => type !== '').map((type) => type.toLowerCase());
  const size = sizeOf(first('size'));
  const objectURI = first('objectURI');
  if (types.length === 0) throw invalid('no type', notify);
  if (size === undefined) throw invalid('no size in bytes', notify);
  if (objectURI === undefined) throw invalid('no objectURI', notify);
  const given = OPTIONAL_ELEMENTS.flatMap((name) => {
    const value = first(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { types, size, objectURI, ...Object.fromEntries(given) };
}

/** Trimmed values of the children of `media`, by local name. */
function readFields(bytes: Uint8Array): ReadonlyMap<string, readonly string[]> {
  if (bytes.length > LIMITS.descriptorBytesMax) throw invalid(`more than ${LIMITS.descriptorBytesMax} bytes`);
  const fields = new Map<string, string[]>();
  const parser = new SaxesParser({});
  let depth = 0;
  let elements = 0;
  let value = '';
  const take = (text: string) => {
    if (depth === 2) value += text;
  };
  parser.on('doctype', () => {
    throw invalid('a DOCTYPE');
  });
  parser.on('opentag', ({ name }) => {
    depth += 1;
    elements += 1;
    if (depth > LIMITS.descriptorDepthMax) throw invalid('elements too deep');
    if (elements > LIMITS.descriptorElementsMax) throw invalid('too many elements');
    if (depth === 1 && localName(name) !== 'media') throw invalid(`root ${name}`);
    if (depth === 2) value = '';
  });
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', ({ name }) => {
    if (depth === 2) fields.set(localName(name), [...(fields.get(localName(name)) ?? []), value.trim()]);
    depth -= 1;
  });
  parser.on('error', (error) => {
    throw invalid(error.message);
  });
  parser.write(textOf(bytes)).close();
  return fields;
}

function textOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes, 'descriptor');
  } catch {
    throw invalid('it is not UTF-8');
  }
}

/** Digits, in groups of three as well: `1,000` is seen in the field. */
function sizeOf(text = ''): number | undefined {
  if (!/^(\d+|\d{1,3}(,\d{3})+)$/.test(text)) return undefined;
  const size = Number(text.replaceAll(',', ''));
  return Number.isSafeInteger(size) ? size : undefined;
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

function invalid(detail: string, installNotifyURI?: string): DescriptorFault {
  return new DescriptorFault(906, detail, installNotifyURI);
}
