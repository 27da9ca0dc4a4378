import { SET_LIMITS } from './limits.ts';
import type { ConsentPolicy, SetMember } from './set.ts';

const PKG_ID = /^sha256:[0-9a-f]{64}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** Members as they stand in `Sets/<s>/Members`, undefined when malformed, empty, repeated or over a limit. docs/scomo-extension.md */
export function parseMembers(json: string): readonly SetMember[] | undefined {
  const value = parseJson(json);
  if (!Array.isArray(value) || value.length === 0 || value.length > SET_LIMITS.membersMax) return undefined;
  const members = value.map(memberOf).filter((member) => member !== undefined);
  const ids = new Set(members.map((member) => member.component));
  const packages = new Set(members.map((member) => member.pkgId));
  return ids.size === value.length && packages.size === value.length ? members : undefined;
}

function memberOf(value: unknown): SetMember | undefined {
  if (!isRecord(value)) return undefined;
  const { component, version, pkgId, bytes, title, provider, summary, price, permissions } = value;
  if (!isText(component) || component === '' || !isText(version) || version === '') return undefined;
  if (!isText(pkgId) || !PKG_ID.test(pkgId)) return undefined;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return undefined;
  if (!isText(title) || !isText(provider) || !isText(summary) || !isText(price)) return undefined;
  if (!Array.isArray(permissions) || permissions.length > SET_LIMITS.permissionsMax) return undefined;
  if (!permissions.every(isText)) return undefined;
  return { component, version, pkgId, bytes, title, provider, summary, price, permissions };
}

/** Policy as it stands in `Sets/<s>/Consent`, undefined when malformed. docs/scomo-extension.md */
export function parseConsent(json: string): ConsentPolicy | undefined {
  const value = parseJson(json);
  if (!isRecord(value)) return undefined;
  const { mode, deferralsMax, deadline } = value;
  if (mode !== 'ask' && mode !== 'tell' && mode !== 'silent') return undefined;
  if (typeof deferralsMax !== 'number' || !Number.isSafeInteger(deferralsMax) || deferralsMax < 0) {
    return undefined;
  }
  if (deadline === undefined) return { mode, deferralsMax };
  return isText(deadline) && TIME.test(deadline) ? { mode, deferralsMax, deadline } : undefined;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= SET_LIMITS.textCharsMax;
}
