import { type Blackout, blackoutLeft, minutesOf, WEEKDAYS } from './blackout.ts';
import { SET_LIMITS } from './limits.ts';
import type { ConsentPolicy, MemberTexts, SetMember } from './set.ts';

const PKG_ID = /^sha256:[0-9a-f]{64}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** BCP 47: language, script, region, variant. */
const TAG = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;
const TEXTS = ['title', 'summary', 'price', 'quality', 'notes'] as const;

/** Members as they stand in `Sets/<s>/Members`, undefined when malformed, empty, repeated or over a limit. docs/scomo-extension.md */
export function parseMembers(json: string): readonly SetMember[] | undefined {
  return membersFrom(parseJson(json));
}

/** The same of a JSON value. */
export function membersFrom(value: unknown): readonly SetMember[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > SET_LIMITS.membersMax) return undefined;
  const members = value.map(memberOf).filter((member) => member !== undefined);
  const ids = new Set(members.map((member) => member.component));
  const packages = new Set(members.map((member) => member.pkgId));
  return ids.size === value.length && packages.size === value.length ? members : undefined;
}

function memberOf(value: unknown): SetMember | undefined {
  if (!isRecord(value)) return undefined;
  const { component, version, pkgId, bytes, provider, compat, language, texts } = value;
  if (!isText(component) || component === '' || !isText(version) || version === '') return undefined;
  if (!isText(pkgId) || !PKG_ID.test(pkgId)) return undefined;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return undefined;
  const words = textsOf(value);
  const { title, summary, price, permissions } = words ?? {};
  if (!isText(provider) || title === undefined || summary === undefined) return undefined;
  if (price === undefined || permissions === undefined) return undefined;
  if (compat !== undefined && !isTextList(compat)) return undefined;
  if (language !== undefined && !isTag(language)) return undefined;
  const translated = texts === undefined ? {} : translationsOf(texts);
  if (translated === undefined) return undefined;
  return {
    ...{ component, version, pkgId, bytes, title, provider, summary, price, permissions },
    ...(words?.quality === undefined ? {} : { quality: words.quality }),
    ...(words?.notes === undefined ? {} : { notes: words.notes }),
    ...(compat === undefined ? {} : { compat }),
    ...(language === undefined ? {} : { language }),
    ...(texts === undefined ? {} : { texts: translated }),
  };
}

/** The texts that are there; undefined when one of them is none. */
function textsOf(value: Readonly<Record<string, unknown>>): Partial<MemberTexts> | undefined {
  const { permissions } = value;
  if (permissions !== undefined && !isTextList(permissions)) return undefined;
  const given = TEXTS.filter((name) => value[name] !== undefined);
  if (!given.every((name) => isText(value[name]))) return undefined;
  const words = Object.fromEntries(given.map((name) => [name, value[name]]));
  return permissions === undefined ? words : { ...words, permissions };
}

function translationsOf(value: unknown): SetMember['texts'] {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value).map(([tag, words]) => {
    return [tag, isTag(tag) && isRecord(words) ? textsOf(words) : undefined] as const;
  });
  if (entries.length > SET_LIMITS.languagesMax) return undefined;
  const whole = entries.flatMap(([tag, words]) => (words === undefined ? [] : [[tag, words] as const]));
  return whole.length === entries.length ? Object.fromEntries(whole) : undefined;
}

/** Policy as it stands in `Sets/<s>/Consent`, undefined when malformed. docs/scomo-extension.md */
export function parseConsent(json: string): ConsentPolicy | undefined {
  const value = parseJson(json);
  if (!isRecord(value)) return undefined;
  const { mode, deferralsMax, deadline, askAgain, blackout, lockSecondsMax } = value;
  if (mode !== 'ask' && mode !== 'tell' && mode !== 'silent') return undefined;
  if (!isCount(deferralsMax)) return undefined;
  if (deadline !== undefined && (!isText(deadline) || !TIME.test(deadline))) return undefined;
  if (askAgain !== undefined && typeof askAgain !== 'boolean') return undefined;
  if (lockSecondsMax !== undefined && !isCount(lockSecondsMax)) return undefined;
  const hours = blackout === undefined ? [] : blackoutsOf(blackout);
  if (hours === undefined) return undefined;
  return {
    ...{ mode, deferralsMax },
    ...(deadline === undefined ? {} : { deadline }),
    ...(askAgain === undefined ? {} : { askAgain }),
    ...(blackout === undefined ? {} : { blackout: hours }),
    ...(lockSecondsMax === undefined ? {} : { lockSecondsMax }),
  };
}

/** Hours that leave no minute of the week free are a mistake. */
function blackoutsOf(value: unknown): readonly Blackout[] | undefined {
  if (!Array.isArray(value) || value.length > SET_LIMITS.blackoutsMax) return undefined;
  const hours = value.map(blackoutOf).filter((each) => each !== undefined);
  return hours.length === value.length && blackoutLeft(hours, 0) !== undefined ? hours : undefined;
}

function blackoutOf(value: unknown): Blackout | undefined {
  if (!isRecord(value)) return undefined;
  const { days, from, to } = value;
  if (!isText(from) || !isText(to) || minutesOf(from) === undefined || minutesOf(to) === undefined)
    return undefined;
  if (days === undefined) return { from, to };
  if (!Array.isArray(days) || days.length === 0 || days.length > WEEKDAYS.length) return undefined;
  const known = WEEKDAYS.filter((day) => days.includes(day));
  return known.length === days.length ? { days: known, from, to } : undefined;
}

/** The value, undefined when it is no JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= SET_LIMITS.textCharsMax;
}

function isTag(value: unknown): value is string {
  return typeof value === 'string' && TAG.test(value);
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= SET_LIMITS.permissionsMax && value.every(isText);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
