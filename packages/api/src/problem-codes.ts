interface Row {
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
}

/** Every problem the API answers with. The code is stable; title and detail are for people. */
export const PROBLEMS = {
  malformed_request: { status: 400, title: 'The request cannot be read', retryable: false },
  invalid_query: { status: 400, title: 'A path or query parameter is wrong', retryable: false },
  unauthenticated: { status: 401, title: 'A valid bearer token is needed', retryable: false },
  enrolment_refused: { status: 403, title: 'The enrolment token is not valid', retryable: false },
  link_invalid: { status: 403, title: 'The download link is not valid', retryable: false },
  link_expired: { status: 403, title: 'The download link has expired', retryable: false },
  not_found: { status: 404, title: 'No such resource', retryable: false },
  method_not_allowed: { status: 405, title: 'The method is not allowed here', retryable: false },
  request_timeout: { status: 408, title: 'The request body did not arrive in time', retryable: true },
  device_type_exists: { status: 409, title: 'The device type exists', retryable: false },
  device_exists: { status: 409, title: 'The device exists', retryable: false },
  client_name_taken: { status: 422, title: 'The user name is taken', retryable: false },
  device_in_use: { status: 409, title: 'The device has signed in before', retryable: false },
  not_bootstrappable: {
    status: 409,
    title: 'No bootstrap document can hold the account',
    retryable: false,
  },
  device_busy: { status: 409, title: 'The device is in a session', retryable: true },
  version_taken: {
    status: 409,
    title: 'Another file has this component, version and counter',
    retryable: false,
  },
  task_final: { status: 409, title: 'The task is over', retryable: false },
  offer_over: { status: 409, title: 'The offer has ended', retryable: false },
  trust_root_missing: { status: 409, title: 'The server has no trust root', retryable: false },
  request_in_progress: { status: 409, title: 'The same request is being worked on', retryable: true },
  too_large: { status: 413, title: 'The request is too large', retryable: false },
  unsupported_media_type: { status: 415, title: 'The media type is not supported here', retryable: false },
  validation_failed: { status: 422, title: 'The request body is not valid', retryable: false },
  weak_secret: { status: 422, title: 'The secret is too weak', retryable: false },
  weak_bootstrap: { status: 422, title: 'The bootstrap document would be weak', retryable: false },
  legacy_only: { status: 422, title: 'Only a legacy device type may do this', retryable: false },
  device_type_unknown: { status: 422, title: 'No such device type', retryable: false },
  device_unknown: { status: 422, title: 'No such device', retryable: false },
  package_unknown: { status: 422, title: 'No such package', retryable: false },
  package_refused: { status: 422, title: 'The package is refused', retryable: false },
  package_not_published: {
    status: 422,
    title: 'A package of the release is not published',
    retryable: false,
  },
  package_expired: { status: 422, title: 'A package of the release has expired', retryable: false },
  release_unknown: { status: 422, title: 'No such release', retryable: false },
  component_twice: { status: 422, title: 'A component stands twice in the release', retryable: false },
  device_type_mismatch: { status: 422, title: 'The package is not for this device type', retryable: false },
  requirement_missing: { status: 422, title: 'A required component is missing', retryable: false },
  component_conflict: { status: 422, title: 'Components exclude each other', retryable: false },
  no_wake_up_address: { status: 422, title: 'The device has no wake-up address', retryable: false },
  idempotency_mismatch: {
    status: 422,
    title: 'The Idempotency-Key was used with another request',
    retryable: false,
  },
  bucket_missing: { status: 422, title: 'The server has no bucket', retryable: false },
  bucket_unavailable: { status: 503, title: 'The bucket cannot be used now', retryable: true },
  internal: { status: 500, title: 'The server failed', retryable: true },
  storage_full: { status: 507, title: 'The server has no room for it', retryable: true },
  overloaded: { status: 503, title: 'The server is busy or stopping', retryable: true },
} as const satisfies Record<string, Row>;

export type ProblemCode = keyof typeof PROBLEMS;
