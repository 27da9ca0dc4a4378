import type { Item } from '@scomo/syncml';
import { SERVER_LIMITS } from '../limits.ts';
import type { ConsentAnswer, Held } from '../set.ts';
import { canonicalUri, cleanText, lastSegment } from './uri.ts';

/** What a device can say. */
const ANSWERS: readonly string[] = ['yes', 'no', 'later', 'told', 'deadline'];
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;
const LANGUAGE = /^[A-Za-z0-9-]{2,35}$/;

/** The answer in a consent alert and the set it is about; undefined when the Data is no answer. docs/scomo-extension.md */
export function consentFrom(
  item: Item,
): { readonly set: string; readonly answer: ConsentAnswer } | undefined {
  if (typeof item.data !== 'string' || item.data.length > SERVER_LIMITS.consentCharsMax) return undefined;
  const fields = parseObject(item.data);
  if (fields === undefined) return undefined;
  const { answer, by, at, shown, shownDigest, deferrals, until, stage, language } = fields;
  const set = item.source === undefined ? fields.set : lastSegment(canonicalUri(item.source.locUri));
  if (typeof set !== 'string' || !isAnswer(answer) || !isMoment(at)) return undefined;
  return {
    set,
    answer: {
      set,
      answer,
      by: textOf(by),
      at,
      shown: textOf(shown),
      shownDigest: textOf(shownDigest),
      deferrals: typeof deferrals === 'number' && deferrals >= 0 ? deferrals : 0,
      ...(isMoment(until) ? { until } : {}),
      ...(stage === 'install' ? { stage } : {}),
      ...(typeof language === 'string' && LANGUAGE.test(language) ? { language } : {}),
    },
  };
}

/** Why a device does not install yet; undefined when the Data is nothing of the kind. docs/scomo-extension.md */
export function heldFrom({ data }: Item): Held | undefined {
  if (typeof data !== 'string' || data.length > SERVER_LIMITS.heldCharsMax) return undefined;
  const { reason, at, until, detail } = parseObject(data) ?? {};
  if (
    (reason !== 'blackout' && reason !== 'lock' && reason !== 'battery') ||
    !isMoment(at) ||
    !isMoment(until)
  )
    return undefined;
  return { reason, at, until, detail: textOf(detail) };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isAnswer(value: unknown): value is ConsentAnswer['answer'] {
  return typeof value === 'string' && ANSWERS.includes(value);
}

function isMoment(value: unknown): value is string {
  return typeof value === 'string' && MOMENT.test(value) && !Number.isNaN(Date.parse(value));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? cleanText(value) : '';
}
