import type { PayloadKind, TrustState } from '@scomo/delivery';
import type { ResultCode } from '@scomo/scomo';
import type { ActiveComponent } from '../installers/installer.ts';

/**
 * The privileged part as the rest of the agent sees it: six verbs, called directly or over a socket. It believes nothing
 * it is told: packages are verified again, by its own trust and clock. Each verb may be called again after either part
 * was killed at any point. Throws Failure for what the device cannot do. docs/agent-install.md
 */
export interface InstallerPort {
  /** Which packages are taken at all. */
  terms(): Promise<Terms>;
  /** A chain of trust roots of one authority, oldest first; all or nothing. Throws Failure(1499). security.md D12 */
  rotate(roots: readonly Uint8Array[]): Promise<void>;
  /** What is switched on and what lies ready. `again`: installers that must run a program to see, look anew. */
  inventory(again: boolean): Promise<Inventory>;
  /** Unpacks the file of that package that lies in the downloads folder; one that lies ready as signed is left as it is. */
  stage(staging: Staging): Promise<HeldPackage>;
  /** Carries out a change to its end, good or bad. The same id again: the outcome of the same change. */
  apply(change: ChangeRequest): Promise<Outcome>;
  /** Drops old generations and what no package needs, unless a change is under way. security.md P7 */
  sweep(): Promise<void>;
}

export interface Terms {
  /** One for each authority that has an account. */
  readonly trusts: readonly TrustState[];
  /** Payloads that are taken, and the EnvType of what comes of them. */
  readonly kinds: readonly { readonly kind: PayloadKind; readonly envType: string }[];
}

/** A component that is switched on; what it runs is no business of others. */
export type FoundComponent = Omit<ActiveComponent, 'runtime'>;

/** A package of ours in the store. */
export interface HeldPackage {
  readonly pkgId: string;
  readonly place: 'inactive' | 'active';
  readonly component: string;
  readonly version: string;
  readonly name: string;
  readonly description: string;
  readonly envType: string;
  readonly serverId: string;
}

export interface Inventory {
  readonly active: readonly FoundComponent[];
  readonly packages: readonly HeldPackage[];
}

export interface Staging {
  /** Text of the server for the programs of the package. spec/scomo.md §13.1 P07 */
  readonly installParams?: string;
  readonly pkgId: string;
  /** The account that wants it: its authority must have signed. */
  readonly serverId: string;
  /** What time it is, ISO 8601 UTC: believed only where the part's own clock runs ahead of it. */
  readonly time?: string;
}

/** What shall be different: all of it, or nothing. */
export interface ChangeRequest {
  /** Names this change for good, e.g. a UUID. */
  readonly id: string;
  /** PkgIDs to switch on. */
  readonly activate: readonly string[];
  /** Component IDs. */
  readonly deactivate: readonly string[];
  readonly remove: readonly string[];
  /** PkgIDs that lie ready and are to go. */
  readonly drop: readonly string[];
  /** PkgIDs of `activate` that were staged for this change only: they go when it fails. */
  readonly fresh: readonly string[];
  /** ResultCode of what has no code of its own. */
  readonly code: ResultCode;
}

/** How a change ended. */
export type Outcome =
  | {
      readonly done: true;
      /** What the probes printed, by component. */
      readonly outputs: Readonly<Record<string, string>>;
    }
  | {
      readonly done: false;
      readonly failure: FailureNote;
      /** Something had moved, and was taken back. */
      readonly moved: boolean;
      /** Why it could not be taken back. */
      readonly trouble?: string;
    };

/** A Failure as it is kept. */
export interface FailureNote {
  readonly code: ResultCode;
  readonly detail: string;
  readonly component?: string;
}
