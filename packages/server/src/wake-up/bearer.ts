import type { WakeUpAddress } from '@scomo/fleet';

/** Brings triggers to devices over one kind of network. */
export interface Bearer<B extends WakeUpAddress['bearer'] = WakeUpAddress['bearer']> {
  /** Resolves when the network has taken a Package #0; rejects with an Error whose message says why it cannot. */
  send(deviceId: string, to: Extract<WakeUpAddress, { bearer: B }>, trigger: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export type Bearers = { readonly [B in WakeUpAddress['bearer']]: Bearer<B> };
