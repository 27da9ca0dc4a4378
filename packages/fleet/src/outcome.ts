/** Why an order of an operator is not carried out; the words are stable and shared with the API. */
export type FleetProblemCode =
  | 'bucket_missing'
  | 'bucket_unavailable'
  | 'client_name_taken'
  | 'component_conflict'
  | 'component_twice'
  | 'device_busy'
  | 'device_exists'
  | 'device_in_use'
  | 'device_type_exists'
  | 'device_type_mismatch'
  | 'device_type_unknown'
  | 'device_unknown'
  | 'enrolment_refused'
  | 'legacy_only'
  | 'not_bootstrappable'
  | 'not_found'
  | 'no_wake_up_address'
  | 'package_expired'
  | 'package_not_published'
  | 'package_refused'
  | 'offer_over'
  | 'package_unknown'
  | 'release_unknown'
  | 'requirement_missing'
  | 'task_final'
  | 'validation_failed'
  | 'version_taken'
  | 'weak_bootstrap'
  | 'weak_secret';

export interface FleetProblem {
  readonly code: FleetProblemCode;
  /** For people: what is wrong with this very order. */
  readonly detail: string;
  /** JSON pointer into the order, when one member of it is to blame. */
  readonly pointer?: string;
}

/** What a use-case gives back: the caller's fault is a value, never a throw. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: FleetProblem };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused(code: FleetProblemCode, detail: string, pointer?: string): Outcome<never> {
  return { ok: false, problem: { code, detail, ...(pointer === undefined ? {} : { pointer }) } };
}
