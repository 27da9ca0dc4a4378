import { Type } from 'typebox';

/** RFC 9457, with a stable `code` and whether the same request may succeed later. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    retryable: Type.Boolean(),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String()),
    retryAfter: Type.Optional(Type.Integer({ description: 'Seconds.' })),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), code: Type.String(), detail: Type.String() })),
    ),
  },
  { title: 'Problem' },
);
