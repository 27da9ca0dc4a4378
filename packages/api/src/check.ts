import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { ProblemExtras } from './problem.ts';

export type Findings = NonNullable<ProblemExtras['errors']>;

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: Findings };

const compiled = new WeakMap<TSchema, Validator>();

/** A value against its schema, as it stands. */
export function check<S extends TSchema>(schema: S, value: unknown): Checked<Static<S>> {
  const validator = validatorOf(schema);
  if (validator.Check(value)) return { ok: true, value: value as Static<S> };
  return { ok: false, errors: findings(validator, value) };
}

/** Path or query texts against their schema: whole numbers and booleans are read from text, anything else stays as it is. */
export function checkTexts<S extends TSchema>(schema: S, value: unknown): Checked<Static<S>> {
  if (typeof value !== 'object' || value === null || !('properties' in schema)) return check(schema, value);
  const members = schema.properties as Readonly<Record<string, { readonly type?: unknown } | undefined>>;
  const read = Object.entries(value).map(([name, text]) => [name, readText(text, members[name]?.type)]);
  return check(schema, Object.fromEntries(read));
}

const WHOLE = /^-?\d{1,15}$/;

function readText(text: unknown, type: unknown): unknown {
  if (typeof text !== 'string') return text;
  if (type === 'integer' && WHOLE.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function validatorOf(schema: TSchema): Validator {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const made = Compile(schema);
  compiled.set(schema, made);
  return made;
}

function findings(validator: Validator, value: unknown): Findings {
  return validator.Errors(value).map(({ instancePath, keyword, message, params }) => ({
    pointer: instancePath,
    code: keyword,
    detail: keyword === 'enum' ? `${message}: ${JSON.stringify(params)}` : message,
  }));
}
