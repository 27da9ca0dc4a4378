import type { Blackout } from './blackout.ts';

/** What the End User reads about a component in one language. Mission row C3 */
export interface MemberTexts {
  readonly title: string;
  readonly summary: string;
  readonly price: string;
  readonly permissions: readonly string[];
  /** Quality of service. */
  readonly quality?: string;
  readonly notes?: string;
}

/** One member of an all-or-none set, as it stands in `Sets/<s>/Members` (a JSON array). docs/scomo-extension.md */
export interface SetMember extends MemberTexts {
  /** Deployment Component ID. */
  readonly component: string;
  readonly version: string;
  /** `sha256:<hex>` of the package file; equals PkgID of its Download node and PkgIDRef once deployed. */
  readonly pkgId: string;
  /** Bytes to download. */
  readonly bytes: number;
  readonly provider: string;
  /** Device types that it is made for; absent or empty: all. */
  readonly compat?: readonly string[];
  /** BCP 47 tag of the texts; English when absent. */
  readonly language?: string;
  /** The same in other languages, by BCP 47 tag. */
  readonly texts?: Readonly<Record<string, Partial<MemberTexts>>>;
}

/** `Sets/<s>/Consent`, JSON: how the End User is involved. Enforced on the device, also offline. docs/consent.md */
export interface ConsentPolicy {
  /** ask: wait for yes; tell: show and go on; silent: neither. */
  readonly mode: 'ask' | 'tell' | 'silent';
  /** How often "later" is taken; then only yes or no. */
  readonly deferralsMax: number;
  /** ISO 8601 UTC; past it the answer counts as yes. Absent: none. */
  readonly deadline?: string;
  /** The question is put again when all is on the device, before it is installed. */
  readonly askAgain?: boolean;
  /** Hours in which nothing is installed, whatever else is said; downloads go on. */
  readonly blackout?: readonly Blackout[];
  /** So many seconds after the deadline locks of the device hold nothing up any more. Absent: they always do. */
  readonly lockSecondsMax?: number;
  /** For clients without our extension: what happens when they cannot ask (406). Absent: `refuse`. */
  readonly ifNoUi?: 'refuse' | 'go';
}

/** Data of ALERT_CONSENT, JSON. Kept by the server as evidence. */
export interface ConsentAnswer {
  readonly set: string;
  /** `no-ui`: the client cannot ask (406). */
  readonly answer: 'yes' | 'no' | 'later' | 'told' | 'deadline' | 'no-ui';
  /** Who answered: `terminal`, `page`, `notification`, `policy-file`, `policy`; `ui-alert` for other clients. */
  readonly by: string;
  /** ISO 8601 UTC of the answer. */
  readonly at: string;
  /** SHA-256 hex of the exact text shown, and the text. */
  readonly shown: string;
  readonly shownDigest: string;
  readonly deferrals: number;
  /** For `later`: when it is asked again. */
  readonly until?: string;
  /** What was asked about; `download` when absent. */
  readonly stage?: 'download' | 'install';
  /** BCP 47 tag of the language it was shown in. */
  readonly language?: string;
}

/** Data of ALERT_HELD, JSON: why a device does not install yet what it was told to. docs/scomo-extension.md */
export interface Held {
  readonly reason: 'blackout' | 'lock' | 'battery';
  /** ISO 8601 UTC: since when, and until when at the least. */
  readonly at: string;
  readonly until: string;
  /** For people: which lock, and why. */
  readonly detail: string;
}
