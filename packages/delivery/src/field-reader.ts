import { Refusal } from './errors.ts';
import type { Json } from './strict-json.ts';

/** Turns one JSON value into `T` or throws `Refusal` naming the field; `undefined` is an absent field. */
export type Read<T> = (value: Json | undefined, field: string) => T;

/** One reader for each field of `T`. */
export type Shape<T> = { readonly [K in keyof T]-?: Read<T[K]> };

/** Text of 1 to `max` UTF-16 units that matches `pattern`. */
export function text(pattern: RegExp, max: number, min = 1): Read<string> {
  return (value, field) => {
    if (typeof value !== 'string') throw malformed(field, 'must be text');
    if (value.length > max) throw new Refusal('too-large', `${field} is longer than ${max} characters`);
    if (value.length < min || !pattern.test(value))
      throw malformed(field, `has a wrong form: ${quote(value)}`);
    return value;
  };
}

/** Integer between the bounds, both included. */
export function integer(min: number, max: number): Read<number> {
  return (value, field) => {
    if (typeof value !== 'number') throw malformed(field, 'must be an integer');
    if (value > max) throw new Refusal('too-large', `${field} is above ${max}`);
    if (value < min) throw malformed(field, `is below ${min}`);
    return value;
  };
}

/** One of a few words or numbers. */
export function oneOf<T extends string | number>(...allowed: readonly T[]): Read<T> {
  return (value, field) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw malformed(field, `must be one of ${allowed.join(', ')}`);
    return found;
  };
}

/** Array of at least `min` and at most `max` entries. */
export function list<T>(read: Read<T>, max: number, min = 0): Read<readonly T[]> {
  return (value, field) => {
    if (!Array.isArray(value)) throw malformed(field, 'must be a list');
    if (value.length > max) throw new Refusal('too-large', `${field} has more than ${max} entries`);
    if (value.length < min) throw malformed(field, `needs at least ${min} entries`);
    return value.map((entry: Json, i) => read(entry, `${field}[${i}]`));
  };
}

/** Array without repeated entries. */
export function distinct<T extends string>(read: Read<T>, max: number, min = 0): Read<readonly T[]> {
  const readList = list(read, max, min);
  return (value, field) => {
    const entries = readList(value, field);
    if (new Set(entries).size !== entries.length) throw malformed(field, 'repeats an entry');
    return entries;
  };
}

/** A field that may be absent; `null` is not absent. */
export function optional<T>(read: Read<T>): Read<T | undefined> {
  return (value, field) => (value === undefined ? undefined : read(value, field));
}

/** Object with exactly the fields of the table: a field that it lacks or does not know is refused. */
export function record<T>(shape: Shape<T>): Read<T> {
  const readers = Object.entries(shape) as [string, Read<unknown>][];
  const known = new Set(readers.map(([name]) => name));
  return (value, field) => {
    if (!(value instanceof Map)) throw malformed(field, 'must be an object');
    for (const name of value.keys()) {
      if (!known.has(name)) throw malformed(field, `has an unknown field ${quote(name)}`);
    }
    const entries = readers.map(([name, read]) => [name, read(value.get(name), `${field}.${name}`)] as const);
    return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined)) as T;
  };
}

/** Object of values of one kind under names that are not known before. */
export function byName<T>(name: Read<string>, read: Read<T>, max: number): Read<Readonly<Record<string, T>>> {
  return (value, field) => {
    if (!(value instanceof Map)) throw malformed(field, 'must be an object');
    if (value.size > max) throw new Refusal('too-large', `${field} has more than ${max} entries`);
    const entries = [...value].map(([key, entry]) => {
      return [name(key, `${field} (a name)`), read(entry, `${field}.${quote(key)}`)] as const;
    });
    return Object.fromEntries(entries);
  };
}

/** Refusal of a field's content. */
export function malformed(field: string, detail: string): Refusal {
  return new Refusal('malformed', `${field} ${detail}`);
}

/** Foreign text, short and escaped, for a message. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
