import type { ConsentPolicy, SetMember } from '../set.ts';
import { textsIn, type UiLanguage, uiLanguage } from './languages.ts';
import { WORDS } from './words.ts';

/** What the End User is asked about. */
export interface Subject {
  readonly members: readonly SetMember[];
  readonly policy: ConsentPolicy;
  /** Who asks, where it could be one of several. */
  readonly asker?: string;
  /** Version that is active now. */
  versionNow(component: string): string | undefined;
  /** A moment (ISO 8601 UTC) for people; as it is when absent. */
  when?(moment: string, language: UiLanguage): string;
}

/** One component with its characteristics, as label and value in the order shown. */
export interface ShownMember {
  readonly title: string;
  readonly component: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

/** Everything that the End User sees of what is asked, free of control characters. Mission row C3 */
export interface Shown {
  readonly language: UiLanguage;
  readonly members: readonly ShownMember[];
  readonly remarks: readonly string[];
}

/** What is shown to somebody who wants these languages (BCP 47 tags, the best first). */
export function shownTo(wanted: readonly string[], subject: Subject): Shown {
  const { members, policy, when = (moment) => moment } = subject;
  const language = uiLanguage(wanted);
  const words = WORDS[language];
  const hours = (policy.blackout ?? []).map(({ from, to, days }) => words.hours(from, to, days));
  return {
    language,
    members: members.map((member) => shownMember(member, wanted, subject)),
    remarks: [
      ...(subject.asker === undefined ? [] : [words.askedBy(subject.asker)]),
      ...(members.length > 1 ? [words.together(members.length)] : []),
      ...(policy.deadline === undefined ? [] : [words.deadline(when(policy.deadline, language))]),
      ...(hours.length === 0 ? [] : [words.blackout(hours.join(', '))]),
    ].map(plain),
  };
}

function shownMember(member: SetMember, wanted: readonly string[], { versionNow }: Subject): ShownMember {
  const language = uiLanguage(wanted);
  const words = WORDS[language];
  const { title, summary, price, permissions, quality, notes } = textsIn(member, wanted);
  const { component, version, provider, bytes, compat = [] } = member;
  const from = versionNow(component);
  const types = compat.length === 0 ? words.everyType : words.types(compat.join(', '));
  const rows: [string, string | undefined][] = [
    [words.version, from === undefined ? `${words.isNew}, ${version}` : `${from} → ${version}`],
    [words.provider, provider || words.notStated],
    [words.about, summary],
    [words.price, price || words.notStated],
    [words.size, formatBytes(bytes, language)],
    [words.permissions, permissions.join(', ') || words.none],
    [words.quality, quality || words.notStated],
    [words.compatibility, types],
    [words.notes, notes],
  ];
  return {
    title: plain(title || component),
    component: plain(component),
    rows: rows.flatMap(([label, value]) => (value ? [[label, plain(value)] as const] : [])),
  };
}

/** The same as text: what a terminal shows, and what is kept as evidence. */
export function shownText({ members, remarks }: Shown): string {
  const lines = members.flatMap(({ title, component, rows }) => {
    const width = Math.max(...rows.map(([label]) => label.length)) + 1;
    return [
      `${title} (${component})`,
      ...rows.map(([label, value]) => `  ${`${label}:`.padEnd(width)} ${value}`),
    ];
  });
  return [...lines, ...remarks].join('\n');
}

/** Control characters could make a terminal show something else than what is stored as evidence. */
export function plain(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, '?');
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size for people: `512 bytes`, `1.5 MiB`. */
export function formatBytes(bytes: number, language: UiLanguage = 'en'): string {
  if (bytes < 1024) return `${bytes} ${WORDS[language].bytes}`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length);
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return `${new Intl.NumberFormat(language, digits).format(bytes / 1024 ** power)} ${UNITS[power - 1]}`;
}
