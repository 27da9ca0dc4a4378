import { createHash, createHmac } from 'node:crypto';
import type { FleetPorts } from '@scomo/fleet';
import { authPorts } from './auth-ports.ts';

export interface TestPorts extends FleetPorts {
  /** What `now` gives; moved by tests. */
  time: number;
}

/** Ports without chance: ids, secrets and nonces are counted. */
export function testPorts(): TestPorts {
  let count = 0;
  const next = () => {
    count += 1;
    return String(count).padStart(4, '0');
  };
  const ports: TestPorts = {
    time: Date.parse('2026-01-01T00:00:00.000Z'),
    now: () => new Date(ports.time).toISOString(),
    newId: (prefix) => `${prefix}${next()}`,
    newSecret: () => `secret-${next()}-0123456789abcdef0123456789abcde`,
    sha256Hex: (bytes) => createHash('sha256').update(bytes).digest('hex'),
    hmacSha1: (key, data) => createHmac('sha1', key).update(data).digest(),
    auth: authPorts(next),
  };
  return ports;
}
