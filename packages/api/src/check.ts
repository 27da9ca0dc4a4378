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

/** Path or query texts against their schema: numbers and booleans are read from text. */
export function checkTexts<S extends TSchema>(schema: S, value: unknown): Checked<Static<S>> {
  return check(schema, validatorOf(schema).Convert(value));
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
