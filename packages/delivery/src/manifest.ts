/** Lower-case hex of a SHA-256, 64 characters. */
export type Sha256 = string;

/**
 * How the payload becomes software on the device: which installer takes it. A file tree; one Debian package; one
 * flatpak bundle; one packed npm package; whatever a plug-in of the device calls its own. docs/installer-plugins.md
 */
export type PayloadKind = 'tree' | 'deb' | 'flatpak' | 'npm' | `exec:${string}`;

/** One regular file of the payload, in payload order. */
export interface ManifestFile {
  /** Relative, NFC, segments of `[A-Za-z0-9._+@-]{1,255}`, no `.`/`..`, no case-fold twin. security.md C7 */
  readonly path: string;
  /** 0o644 or 0o755. */
  readonly mode: number;
  /** Bytes, a safe integer ≤ 2^40. */
  readonly size: number;
  readonly sha256: Sha256;
}

/** How the component runs once it is active. `argv[0]` is a path inside the payload. */
export interface Activation {
  /** Long-running program, kept alive by the agent; absent for a component that is only called. */
  readonly start?: readonly string[];
  /** Exit 0 within `timeoutMs` = healthy; its standard output is kept as evidence. */
  readonly probe?: { readonly argv: readonly string[]; readonly timeoutMs: number };
}

/** What the End User is shown before a download or an install. Mission row C3 */
export interface Characteristics {
  readonly title: string;
  readonly provider: string;
  readonly summary: string;
  /** For people, e.g. `free` or `2.00 EUR`. */
  readonly price: string;
  readonly permissions: readonly string[];
  /** Quality of service, e.g. `works offline; answers within a second`. */
  readonly quality?: string;
  /** What else the End User should know first, e.g. what is new. */
  readonly notes?: string;
  /** BCP 47 tag of these texts; English when absent. */
  readonly language?: string;
  /** The same in other languages, by BCP 47 tag; what is absent stays as above. */
  readonly texts?: Readonly<Record<string, Translation>>;
}

/** Texts of a package in another language. */
export type Translation = Partial<
  Pick<Characteristics, 'title' | 'summary' | 'price' | 'permissions' | 'quality' | 'notes'>
>;

/** The signed description of one Delivery Package holding one Deployment Component. security.md §2.2 */
export interface Manifest {
  /** Management authority (tenant) that the package is for. */
  readonly authority: string;
  /** Deployment Component ID, `[A-Za-z0-9._:+-]{1,128}`. */
  readonly component: string;
  /** Vendor format, 1..64 printable characters. */
  readonly version: string;
  /** Rollback protection: never below the highest accepted one of the same epoch. */
  readonly counter: number;
  readonly epoch: number;
  /** Device types that may take it; empty = all. */
  readonly compat: readonly string[];
  /** Components that must be active, or come in the same set: `org.example.lib`, or `org.example.lib >=1.2 <2`. */
  readonly requires: readonly string[];
  /** Components that must not be active beside it; the same form. */
  readonly conflicts: readonly string[];
  /** ISO 8601 UTC. */
  readonly issued: string;
  readonly expires: string;
  readonly payload: PayloadKind;
  readonly files: readonly ManifestFile[];
  /** Bytes of a chunk, the last one may be shorter. */
  readonly chunkSize: number;
  /** SHA-256 of each chunk of the payload (all files' bytes, in order, end to end). */
  readonly chunks: readonly Sha256[];
  /** Sum of the files' sizes = bytes after the envelope. */
  readonly payloadBytes: number;
  readonly activation?: Activation;
  readonly characteristics: Characteristics;
}
