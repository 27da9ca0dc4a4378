import type { DeviceConfig } from '../config.ts';
import type { Installers } from '../installers/installers.ts';
import type { Journal } from '../journal/journal.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';

/** What the privileged part works with. Its journal is its own: nobody else writes there. */
export interface Part {
  readonly config: DeviceConfig;
  /** Its state folder: `installer.db`, the store, the generations, what its programs leave. */
  readonly state: string;
  /** Folder that others put package files into. */
  readonly downloads: string;
  readonly journal: Journal;
  readonly installers: Installers;
  readonly supervisor: Supervisor;
  /** ISO 8601 UTC. */
  now(): string;
  /** Aborts when the part is told to stop. */
  readonly signal: AbortSignal;
}
