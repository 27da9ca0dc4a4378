import type { Activation, PayloadKind, VerifiedManifest } from '@scomo/delivery';
import type { PackageRecord } from '../journal/packages.ts';

/** Where a component's programs stand and which ones it has. */
export interface Runtime {
  /** `argv[0]` of a program is relative to it. */
  readonly dir: string;
  readonly activation: Activation;
  /** Of the package's record. */
  readonly installParams?: string;
}

/** A component that is switched on, as the installer finds it on the device. */
export interface ActiveComponent {
  readonly id: string;
  readonly version: string;
  /** Empty when it came without us. */
  readonly pkgId: string;
  readonly name: string;
  readonly description: string;
  readonly envType: string;
  /** Why it is there but does not work, e.g. `half-configured`. */
  readonly broken?: string;
  readonly runtime?: Runtime;
}

/** How to go back, made before anything moved: one record a kind that has a part in the change; JSON. */
export type Undo = Readonly<Partial<Record<PayloadKind, unknown>>>;

/** What shall be different: all of it, or nothing. Component ids in `deactivate` and `remove`. */
export interface Change {
  readonly activate: readonly PackageRecord[];
  readonly deactivate: readonly string[];
  readonly remove: readonly string[];
}

/**
 * One way of putting software on the device. `apply` and `revert` may be called again after a crash in their middle.
 * `U` is its way back; what comes out of the journal is what its own `plan` has put there.
 */
export interface Installer<U> {
  readonly kind: PayloadKind;
  /** EnvType of its components in the inventory. spec/scomo.md §4.3 */
  readonly envType: string;
  /** What it holds, whether it came by us or not; of an installer with `refresh`: as it was found last. */
  active(): readonly ActiveComponent[];
  /** Looks at the device again, where that takes a program's run. Never rejects: what cannot be read stays as it was found last. */
  refresh?(): Promise<void>;
  /** Puts a verified package file into the store, inactive; durable on return. Throws Failure or Refusal. */
  stage(verified: VerifiedManifest, pkgId: string, file: string): Promise<void>;
  /** Throws Failure or Refusal unless the package lies in the store exactly as signed. */
  check(verified: VerifiedManifest, pkgId: string): Promise<void>;
  /** Looks, moves nothing. `activate` has its own kind only. Undefined: no part in this change. Throws Failure when it cannot be done (or undone). */
  plan(change: Change): Promise<U | undefined>;
  /** Throws Failure, naming the component to blame. */
  apply(change: Change, undo: U): Promise<void>;
  /** Everything as before `apply`. Throws Failure if that cannot be had. */
  revert(undo: U): Promise<void>;
  /** Drops what only a change under way needs; called when there is none. */
  sweep?(): void;
  /** True when a crash in the middle of `apply` leaves a state that must be reverted, not repeated (scripts ran). */
  readonly unsafeToRepeat: boolean;
}
