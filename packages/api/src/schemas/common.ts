import { type TSchema, Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';

/** ISO 8601 UTC with milliseconds. */
export const Instant = Type.String({ format: 'date-time' });

/** DM device id: visible ASCII, e.g. `IMEI:…`. */
export const DeviceId = Type.String({
  minLength: 1,
  maxLength: API_LIMITS.deviceIdCharsMax,
  pattern: '^[!-~]+$',
});

/** Name of a device type, as packages write it in `compat`. */
export const DeviceTypeName = Type.String({
  minLength: 1,
  maxLength: API_LIMITS.nameCharsMax,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._+:-]*$',
});

/** Deployment Component ID. */
export const ComponentId = Type.String({ pattern: '^[A-Za-z0-9._:+-]{1,128}$' });

export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[a-z]{2}_[a-z0-9]+$' });

/** SHA-256 in lower-case hex. */
export const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' });

export const Text = Type.String({ maxLength: API_LIMITS.textCharsMax });

export const StringMap = Type.Record(Type.String(), Type.String());

/** `limit` and `after` of every list. field.md §6a */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: API_LIMITS.pageItemsMax, default: API_LIMITS.pageItemsDefault }),
  ),
  after: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: API_LIMITS.cursorCharsMax,
      description: '`next` of the page before.',
    }),
  ),
};

/** A page of a list: `next` is absent on the last one. */
export function pageOf<T extends TSchema>(title: string, item: T) {
  return Type.Object({ items: Type.Array(item), next: Type.Optional(Type.String()) }, { title });
}

/** Request objects take no unknown member: a misspelt one is an error, not a silence. */
export const CLOSED = { additionalProperties: false } as const;
