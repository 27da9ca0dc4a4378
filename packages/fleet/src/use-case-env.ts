import type { FleetPorts, FleetStore } from './ports.ts';

/** What every use-case works with. */
export interface UseCaseEnv {
  readonly store: FleetStore;
  readonly ports: FleetPorts;
  /** Our name towards devices where nothing else is asked for. */
  readonly serverId: string;
  /** Where packages lie beside the server, for devices to fetch them from. */
  readonly bucket?: PackageBucket;
}

/** A bucket of packages that devices fetch from by signed URLs. */
export interface PackageBucket {
  /** Host of its URLs, with the port where it is not the scheme's own. */
  readonly host: string;
  /** Brings the package file of this digest there unless it is there; false when that fails. */
  keep(digest: string): Promise<boolean>;
}
