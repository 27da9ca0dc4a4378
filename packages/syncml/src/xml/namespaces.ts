import { SyncmlError } from '../errors.ts';

interface Binding {
  readonly prefix: string;
  readonly uri: number;
  readonly depth: number;
}

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';
const NONE = 0;

/** Namespaces in scope. URIs are numbered, `''` being 0. Scopes are entered and left by depth. */
export class Namespaces {
  readonly #uris: string[] = [''];
  readonly #numbers = new Map([['', NONE]]);
  readonly #known: boolean[] = [true];
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
    const found = this.#numbers.get(uri);
    if (found !== undefined) return found;
    const number = this.#uris.push(uri) - 1;
    this.#numbers.set(uri, number);
    this.#known.push(isProtocol(uri));
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
    return this.#uris[number] as string;
  }

  /** Whether elements of the namespace may be ours: none at all, SyncML of any version, MetInf. spec/omadm.md §14 Q5 */
  isKnown(number: number): boolean {
    return this.#known[number] as boolean;
  }
}

function isProtocol(uri: string): boolean {
  return /^syncml:(?:syncml1\.\d|metinf.*)$/i.test(uri);
}
