import type { FleetPorts, FleetStore } from './ports.ts';

/** What every use-case works with. */
export interface UseCaseEnv {
  readonly store: FleetStore;
  readonly ports: FleetPorts;
  /** Our name towards devices where nothing else is asked for. */
  readonly serverId: string;
}
