/** One member of an all-or-none set, as it stands in `Sets/<s>/Members` (a JSON array). docs/scomo-extension.md */
export interface SetMember {
  /** Deployment Component ID. */
  readonly component: string;
  readonly version: string;
  /** `sha256:<hex>` of the package file; equals PkgID of its Download node and PkgIDRef once deployed. */
  readonly pkgId: string;
  /** Bytes to download. */
  readonly bytes: number;
  /** What the End User is shown before the download. */
  readonly title: string;
  readonly provider: string;
  readonly summary: string;
  readonly price: string;
  readonly permissions: readonly string[];
}

/** `Sets/<s>/Consent`, JSON: how the End User is involved. Enforced on the device, also offline. */
export interface ConsentPolicy {
  /** ask: wait for yes; tell: show and go on; silent: neither. */
  readonly mode: 'ask' | 'tell' | 'silent';
  /** How often "later" is taken; then only yes or no. */
  readonly deferralsMax: number;
  /** ISO 8601 UTC; past it the answer counts as yes. Absent: none. */
  readonly deadline?: string;
}

/** Data of ALERT_CONSENT, JSON. Kept by the server as evidence. */
export interface ConsentAnswer {
  readonly set: string;
  readonly answer: 'yes' | 'no' | 'later' | 'told' | 'deadline';
  /** Who answered: `terminal`, `policy-file`, `policy`. */
  readonly by: string;
  /** ISO 8601 UTC of the answer. */
  readonly at: string;
  /** SHA-256 hex of the exact text shown, and the text. */
  readonly shown: string;
  readonly shownDigest: string;
  readonly deferrals: number;
  /** For `later`: when it is asked again. */
  readonly until?: string;
}
