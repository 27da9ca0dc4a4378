/** Everything the page says by itself. */
export interface PageWords {
  readonly title: string;
  readonly skip: string;
  readonly pages: { readonly home: string; readonly history: string; readonly catalogue: string };
  lead(authority: string): string;
  /** One line on how things stand, spoken when it changes. */
  standing(open: number, doing: number): string;
  readonly ask: {
    readonly needed: string;
    putOff(until: string): string;
    install(titles: string): string;
    update(titles: string): string;
    again(titles: string): string;
    from(provider: string): string;
    readonly price: string;
    readonly size: string;
    readonly version: string;
    readonly what: string;
    readonly decide: string;
    readonly yes: string;
    readonly yesInstall: string;
    yesMeans(size: string): string;
    readonly yesInstallMeans: string;
    readonly later: string;
    readonly delay: string;
    laterMeans(left: number): string;
    readonly laterNever: string;
    atLatest(when: string): string;
    readonly no: string;
    noMeans(provider: string): string;
    /** Seconds as people say them; `last`: as long as there is time. */
    seconds(seconds: number): string;
  };
  readonly said: Readonly<
    Record<'yes' | 'no' | 'later' | 'changed' | 'gone' | 'malformed' | 'asked', string>
  >;
  readonly now: {
    readonly heading: string;
    readonly nothing: string;
    readonly steps: Readonly<
      Record<'starting' | 'downloading' | 'unpacking' | 'switching' | 'removing' | 'held', string>
    >;
    amount(done: string, total: string, percent: number): string;
    hours(until: string): string;
    lock(detail: string, until: string): string;
  };
  readonly installed: {
    readonly heading: string;
    readonly none: string;
    readonly name: string;
    readonly version: string;
    readonly ready: string;
    broken(why: string): string;
    others(count: number): string;
  };
  readonly past: {
    readonly heading: string;
    readonly lead: string;
    readonly none: string;
    readonly answers: Readonly<Record<'yes' | 'no' | 'told' | 'deadline' | 'no-ui', string>>;
    later(until: string): string;
    readonly again: string;
    readonly who: Readonly<Record<string, string>>;
    readonly outcomes: Readonly<Record<'installed' | 'removed' | 'off' | 'failed', string>>;
    why(detail: string): string;
    readonly shown: string;
  };
  readonly catalogue: {
    readonly heading: string;
    readonly lead: string;
    readonly none: string;
    whose(authority: string): string;
    readonly look: string;
    readonly lookMeans: string;
    readonly want: string;
    readonly wantMeans: string;
    readonly remove: string;
    readonly removeMeans: string;
    readonly byItself: string;
    readonly here: string;
    readonly asked: string;
    readonly updates: string;
    of(name: string, removes: boolean): string;
    readonly answers: Readonly<Record<'waits' | 'ordered' | 'open' | 'refused' | 'heard', string>>;
  };
  readonly how: {
    readonly heading: string;
    points(authority: string): readonly (readonly [string, string])[];
  };
  readonly foot: {
    device(id: string, type: string): string;
    contact(when: string, good: boolean): string;
    readonly noContact: string;
  };
}
