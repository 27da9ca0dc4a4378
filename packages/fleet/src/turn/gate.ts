import { FLEET_LIMITS } from '../limits.ts';
import type { Instant } from '../model.ts';

/**
 * Slows down who guesses credentials. Failures are counted for each device at each address, and for each address; who
 * has failed too often waits, three times as long each time. Nothing that happens at another address makes a device wait:
 * its first tries from anywhere are free, fewer while somebody guesses at it. security.md A14, docs/authentication.md
 */
export interface Gate {
  /** False: not to be looked at now; the answer is the one that any refused message gets. */
  admits(deviceId: string, address: string, now: Instant): boolean;
  /** `guess` false: a digest over a nonce that nobody had asked for may be stale, which says nothing of its address. */
  failed(deviceId: string, address: string, now: Instant, guess: boolean): void;
  proved(deviceId: string, address: string, now: Instant): void;
  /** Entries remembered. */
  readonly size: number;
}

interface Entry {
  readonly failures: number;
  readonly heldUntil: number;
  readonly touchedAt: number;
  readonly proven: boolean;
}

const FRESH: Entry = { failures: 0, heldUntil: 0, touchedAt: 0, proven: false };

/** @param tell hears of each failure, and of each message that was held back. */
export function createGate(tell: (what: 'failed' | 'held') => void): Gate {
  const { gate } = FLEET_LIMITS;
  const pairs = memory();
  const devices = memory();
  const addresses = memory();
  const pairKey = (deviceId: string, address: string) => `${address} ${deviceId}`;
  return {
    get size() {
      return pairs.size + devices.size + addresses.size;
    },
    admits(deviceId, address, now) {
      const ms = Date.parse(now);
      const pair = pairs.get(pairKey(deviceId, address), ms);
      const held = pair.heldUntil > ms || (!pair.proven && addresses.get(address, ms).heldUntil > ms);
      if (held) tell('held');
      return !held;
    },
    failed(deviceId, address, now, guess) {
      const ms = Date.parse(now);
      tell('failed');
      const device = failure(devices.get(deviceId, ms), ms, Number.POSITIVE_INFINITY, 0);
      devices.set(deviceId, device);
      const free = device.failures > gate.deviceFailuresCalm ? gate.triesUnderAttack : gate.tries;
      const pair = pairs.get(pairKey(deviceId, address), ms);
      const most = pair.proven ? gate.holdKnownSecondsMax : gate.holdSecondsMax;
      pairs.set(pairKey(deviceId, address), failure(pair, ms, free, most));
      if (!guess) return;
      const place = addresses.get(address, ms);
      addresses.set(address, failure(place, ms, gate.addressTries, gate.holdKnownSecondsMax));
    },
    proved(deviceId, address, now) {
      const ms = Date.parse(now);
      const key = pairKey(deviceId, address);
      const { proven, failures, touchedAt } = pairs.get(key, ms);
      // The usual case, each few minutes only: this is on the way of every check-in.
      if (proven && failures === 0 && ms - touchedAt < (gate.forgetSeconds * 1000) / 4) return;
      pairs.set(key, { ...FRESH, touchedAt: ms, proven: true });
    },
  };
}

/** One failure more; beyond `free` of them a pause of 5, 15, 45 … seconds. */
function failure(entry: Entry, ms: number, free: number, secondsMax: number): Entry {
  const { gate } = FLEET_LIMITS;
  const failures = entry.failures + 1;
  const beyond = failures - free;
  const seconds = beyond > 0 ? Math.min(gate.holdSeconds * 3 ** Math.min(beyond - 1, 30), secondsMax) : 0;
  return { ...entry, failures, heldUntil: ms + seconds * 1000, touchedAt: ms };
}

/** Entries by key; those untouched for long are gone, and the longest untouched one when there are too many. */
function memory() {
  const { entriesMax, forgetSeconds } = FLEET_LIMITS.gate;
  const entries = new Map<string, Entry>();
  return {
    get size() {
      return entries.size;
    },
    get(key: string, ms: number): Entry {
      const entry = entries.get(key);
      return entry === undefined || ms - entry.touchedAt > forgetSeconds * 1000 ? FRESH : entry;
    },
    set(key: string, entry: Entry): void {
      entries.delete(key);
      entries.set(key, entry);
      const oldest = entries.keys().next();
      if (entries.size > entriesMax && oldest.done === false) entries.delete(oldest.value);
    },
  };
}
