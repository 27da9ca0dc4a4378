import { byName, distinct, malformed, optional, record, text } from './field-reader.ts';
import { LIMITS } from './limits.ts';
import type { Characteristics, Translation } from './manifest.ts';

/** Words for people: no controls, no invisible direction marks; joiners are part of some scripts. */
const SHOWN = /^(?:[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\u200c|\u200d)*$/u;
/** BCP 47 as far as texts for people need it: language, script, region, variant. */
const languageTag = text(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/, 35);

const shown = {
  title: text(SHOWN, LIMITS.titleCharsMax),
  summary: text(SHOWN, LIMITS.summaryCharsMax, 0),
  price: text(SHOWN, LIMITS.priceCharsMax, 0),
  permissions: distinct(text(SHOWN, LIMITS.permissionCharsMax), LIMITS.permissionsMax),
  quality: optional(text(SHOWN, LIMITS.qualityCharsMax)),
  notes: optional(text(SHOWN, LIMITS.notesCharsMax)),
};

/** What a manifest says to people. Throws `Refusal('malformed')`. */
export const characteristics = record<Characteristics>({
  ...shown,
  provider: text(SHOWN, LIMITS.titleCharsMax, 0),
  language: optional(languageTag),
  texts: optional(
    byName(
      languageTag,
      record<Translation>({
        ...shown,
        title: optional(shown.title),
        summary: optional(shown.summary),
        price: optional(shown.price),
        permissions: optional(shown.permissions),
      }),
      LIMITS.languagesMax,
    ),
  ),
});

/** Tags mean the same in any case: one language, one text. */
export function checkLanguages({ language = 'en', texts = {} }: Characteristics): void {
  const tags = [language, ...Object.keys(texts)].map((tag) => tag.toLowerCase());
  if (new Set(tags).size !== tags.length) {
    throw malformed('manifest.characteristics.texts', 'repeats a language');
  }
}
