import type { FleetPorts, FleetStore } from '@scomo/fleet';
import type { DmAnswer, DmRequest } from './http/dm-endpoint.ts';
export function turnHandler(_env: {
  store: FleetStore;
  ports: FleetPorts;
  origin(): string;
  linkKey: Uint8Array;
}) {
  return async (_request: DmRequest): Promise<DmAnswer> => ({ kind: 'refusal', status: 503 });
}
