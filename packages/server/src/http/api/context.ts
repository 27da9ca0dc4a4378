import type { ImportEnv, UseCaseEnv } from '@scomo/fleet';
import type { Blobs } from '../../blobs.ts';
import type { HttpTimes } from '../../limits.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { TrustRootFile } from '../../trust-root-file.ts';

/** What the handlers of the API work with. */
export interface ApiContext extends UseCaseEnv {
  readonly crypto: ImportEnv['crypto'];
  readonly blobs: Blobs;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly times: HttpTimes;
  readonly version: string;
  readonly adminToken: string;
  /** Encrypts answers kept for repeated requests. */
  readonly replayKey: Uint8Array;
  trustRoot(): Promise<TrustRootFile>;
  /** Where devices send their messages. */
  dmUrl(): string;
  /** False once the server is stopping. */
  ready(): boolean;
}
