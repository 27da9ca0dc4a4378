import type { Weekday } from '../blackout.ts';
import type { UiLanguage } from './languages.ts';

/** Our own words around what a package says of itself. */
interface Words {
  readonly version: string;
  readonly isNew: string;
  readonly provider: string;
  readonly about: string;
  readonly size: string;
  readonly price: string;
  readonly quality: string;
  readonly permissions: string;
  readonly compatibility: string;
  readonly notes: string;
  readonly notStated: string;
  readonly none: string;
  readonly bytes: string;
  readonly everyType: string;
  types(types: string): string;
  askedBy(who: string): string;
  together(count: number): string;
  deadline(when: string): string;
  blackout(hours: string): string;
  hours(from: string, to: string, days: readonly Weekday[] | undefined): string;
}

const DAYS: Readonly<Record<UiLanguage, Readonly<Record<Weekday, string>>>> = {
  en: { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' },
  de: { mon: 'Mo', tue: 'Di', wed: 'Mi', thu: 'Do', fri: 'Fr', sat: 'Sa', sun: 'So' },
};

function dayNames(language: UiLanguage, days: readonly Weekday[] | undefined): string {
  return days === undefined ? '' : ` (${days.map((day) => DAYS[language][day]).join(', ')})`;
}

/** What stands above it where nothing else says what is asked. */
export const QUESTIONS: Readonly<Record<UiLanguage, string>> = {
  en: 'Do you agree?',
  de: 'Sind Sie einverstanden?',
};

export const WORDS: Readonly<Record<UiLanguage, Words>> = {
  en: {
    version: 'Version',
    isNew: 'new',
    provider: 'Provider',
    about: 'About',
    size: 'Size',
    price: 'Price',
    quality: 'Quality',
    permissions: 'Permissions',
    compatibility: 'Made for',
    notes: 'Notes',
    notStated: 'not stated',
    none: 'none',
    bytes: 'bytes',
    everyType: 'every device type',
    types: (types) => `${types}, like this device`,
    askedBy: (who) => `Asked for by ${who}.`,
    together: (count) =>
      count === 2 ? 'Both are changed together, or neither.' : `All ${count} are changed together, or none.`,
    deadline: (when) => `Without an answer it goes ahead on ${when}.`,
    blackout: (hours) => `Nothing is installed ${hours}.`,
    hours: (from, to, days) => `from ${from} to ${to}${dayNames('en', days)}`,
  },
  de: {
    version: 'Version',
    isNew: 'neu',
    provider: 'Anbieter',
    about: 'Was es ist',
    size: 'Größe',
    price: 'Preis',
    quality: 'Qualität',
    permissions: 'Rechte',
    compatibility: 'Gemacht für',
    notes: 'Hinweise',
    notStated: 'nicht angegeben',
    none: 'keine',
    bytes: 'Byte',
    everyType: 'jeden Gerätetyp',
    types: (types) => `${types}, wie dieses Gerät`,
    askedBy: (who) => `Verlangt von ${who}.`,
    together: (count) => `${count === 2 ? 'Beide' : `Alle ${count}`} werden gemeinsam geändert, oder keines.`,
    deadline: (when) => `Ohne Antwort geht es am ${when} los.`,
    blackout: (hours) => `Nicht installiert wird ${hours}.`,
    hours: (from, to, days) => `von ${from} bis ${to} Uhr${dayNames('de', days)}`,
  },
};
