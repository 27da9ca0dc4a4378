import type { UiLanguage } from '@scomo/scomo';
import type { PageWords } from './page-words.ts';
import { GERMAN } from './words-de.ts';
import { ENGLISH } from './words-en.ts';

export const WORDS: Readonly<Record<UiLanguage, PageWords>> = { en: ENGLISH, de: GERMAN };
