import type { Primitive } from '../object.ts';
import type { ConsentPolicy, SetMember } from '../set.ts';

/** An Exec accepted on the SCOMO object: the effect that the agent journals before 202 leaves. */
export interface ScomoOrder {
  /** Standard primitive, or activation of a set. */
  readonly operation: Primitive | 'ActivateSet';
  readonly correlator?: string;
  /** Only this server gets the report. */
  readonly serverId: string;
  /** Executed operation node: Source of the report. */
  readonly uri: string;
  /** Canonical URI of the `<x>`, `<y>` or `<s>` it stands in, e.g. `./SCOMO/Download/x`. */
  readonly node: string;
  /** For Download*: copied from the node at Exec time; later Replaces do not touch a running job (T16). */
  readonly download?: {
    readonly pkgId: string;
    readonly pkgUrl: string;
    readonly installParams: string;
    /** What the package is made for, if the server says so. */
    readonly envType?: string;
    /** Name of the set it belongs to, if any. */
    readonly set?: string;
  };
  /** For operations on Delivered: the package. */
  readonly delivered?: { readonly pkgId: string; readonly installParams?: string };
  /** For orders that belong to a set. */
  readonly set?: {
    readonly name: string;
    readonly members: readonly SetMember[];
    readonly consent: ConsentPolicy;
  };
  /** Of an installation, with version 1.1: when the device is to be rebooted. spec/scomo.md §3.3 */
  readonly reboot?: string;
  /** For operations on Deployed: the component's ID and version. */
  readonly component?: { readonly id: string; readonly version: string };
}

/** A component as the installers find it on the device: the truth behind `Inventory/Deployed`. */
export interface DeployedComponent {
  readonly id: string;
  readonly version: string;
  readonly active: boolean;
  /** Empty when it came without us. */
  readonly pkgId: string;
  readonly name: string;
  readonly description: string;
  /** `generation`, `dpkg`, … */
  readonly envType: string;
  /** DeployedStatus value. */
  readonly status: number;
}

/** A package that is on the device but not deployed. */
export interface DeliveredPackage {
  readonly pkgId: string;
  readonly name: string;
  /** DeliveredStatus, DeliveredState. */
  readonly status: number;
  readonly state: number;
  /** What a node made for it says at first; absent: nothing. */
  readonly installParams?: string;
}

/** How one component (or package) fared; one Item of the report. */
export interface ItemResult {
  readonly code: number;
  /** Component ID, or PkgID for a package-level operation. */
  readonly identifier: string;
  /** Resulting Deployed or Delivered node. */
  readonly target?: string;
  /** For people and logs; our server shows it (`<Detail>` sibling). */
  readonly detail?: string;
}
