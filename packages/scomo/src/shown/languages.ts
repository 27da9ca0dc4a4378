import type { MemberTexts, SetMember } from '../set.ts';

/** Languages that our own words are in. */
export const UI_LANGUAGES = ['en', 'de'] as const;
export type UiLanguage = (typeof UI_LANGUAGES)[number];

/**
 * The first of the wanted languages that is there, each looked up from the whole tag to the language alone:
 * `de-CH-1996`, `de-CH`, `de`. RFC 4647 §3.4
 */
export function lookUp(wanted: readonly string[], available: readonly string[]): string | undefined {
  for (const tag of wanted) {
    for (const parts = tag.toLowerCase().split('-'); parts.length > 0; parts.pop()) {
      const range = parts.join('-');
      const found = available.find((each) => each.toLowerCase() === range);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Language of our own words for somebody who wants these, the best first. */
export function uiLanguage(wanted: readonly string[]): UiLanguage {
  const found = lookUp(wanted, UI_LANGUAGES);
  return UI_LANGUAGES.find((language) => language === found) ?? 'en';
}

/** A member's texts in the best language that it has; what is not translated stays in its first language. */
export function textsIn(member: SetMember, wanted: readonly string[]): MemberTexts {
  const { language = 'en', texts = {} } = member;
  const found = lookUp(wanted, [...Object.keys(texts), language]);
  return { ...member, ...(found === undefined || found === language ? {} : texts[found]) };
}
