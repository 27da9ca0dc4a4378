import { DDF_NAMESPACE, PAGE_NAMESPACE } from '../element-ids.ts';
import { SyncmlError } from '../errors.ts';

interface Binding {
  readonly prefix: string;
  readonly uri: number;
  readonly depth: number;
}

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';
const NONE = 0;

/** Namespaces every reader knows from the start. */
const USUAL: readonly string[] = [
  '',
  PAGE_NAMESPACE[0],
  'SYNCML:SYNCML1.1',
  PAGE_NAMESPACE[1],
  DDF_NAMESPACE,
];
const USUAL_KNOWN: readonly boolean[] = USUAL.map((uri) => uri === '' || isProtocol(uri));

/** Namespaces in scope. URIs are numbered, `''` being 0. Scopes are entered and left by depth. */
export class Namespaces {
  readonly #others: string[] = [];
  readonly #othersKnown: boolean[] = [];
  #otherNumbers: Map<string, number> | undefined;
  readonly #defaults: number[] = [NONE];
  readonly #bindings: Binding[] = [];

  /** An element at this depth begins without declarations of its own so far. */
  enter(depth: number): void {
    this.#defaults[depth] = this.#defaults[depth - 1] as number;
  }

  leave(depth: number): void {
    const bindings = this.#bindings;
    while (bindings.length > 0 && (bindings[bindings.length - 1] as Binding).depth >= depth) bindings.pop();
  }

  /** Number of a URI. */
  number(uri: string): number {
    const usual = USUAL.indexOf(uri);
    if (usual >= 0) return usual;
    const found = this.#otherNumbers?.get(uri);
    if (found !== undefined) return found;
    const number = USUAL.length + this.#others.push(uri) - 1;
    this.#otherNumbers ??= new Map();
    this.#otherNumbers.set(uri, number);
    this.#othersKnown.push(isProtocol(uri));
    return number;
  }

  setDefault(depth: number, uri: number): void {
    this.#defaults[depth] = uri;
  }

  default(depth: number): number {
    return this.#defaults[depth] as number;
  }

  bind(depth: number, prefix: string, uri: string, offset: number): void {
    const reserved = prefix === 'xmlns' || (prefix === 'xml') !== (uri === XML_NAMESPACE);
    if (reserved || uri === '' || uri === XMLNS_NAMESPACE) {
      throw new SyncmlError('not-well-formed', offset, `prefix ${prefix} cannot be bound so`);
    }
    this.#bindings.push({ prefix, uri: this.number(uri), depth });
  }

  /** Number of the URI a prefix stands for. */
  resolve(prefix: string, offset: number): number {
    for (let i = this.#bindings.length - 1; i >= 0; i--) {
      const binding = this.#bindings[i] as Binding;
      if (binding.prefix === prefix) return binding.uri;
    }
    if (prefix === 'xml') return this.number(XML_NAMESPACE);
    throw new SyncmlError('not-well-formed', offset, `prefix ${prefix} is not bound`);
  }

  uri(number: number): string {
    return (USUAL[number] ?? this.#others[number - USUAL.length]) as string;
  }

  /** Whether elements of the namespace may be ours: none at all, SyncML of any version, MetInf. spec/omadm.md §14 Q5 */
  isKnown(number: number): boolean {
    return (USUAL_KNOWN[number] ?? this.#othersKnown[number - USUAL.length]) as boolean;
  }
}

function isProtocol(uri: string): boolean {
  return /^syncml:(?:syncml1\.\d|metinf.*)$/i.test(uri);
}
