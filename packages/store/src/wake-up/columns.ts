import type { WakeUp } from '@scomo/fleet';
import { instant, optionalInstant } from '../instant.ts';

/** A row of `wake_ups`. */
export interface WakeUpColumns {
  readonly device_id: string;
  readonly id: string;
  readonly session_id: number;
  readonly ui_mode: string;
  readonly state: string;
  readonly reason: string;
  readonly tries: number;
  readonly sent_at: Date | null;
  readonly next_check_at: Date | null;
  readonly asked_at: Date;
  readonly expires_at: Date;
  readonly answered_at: Date | null;
  readonly session_key: string | null;
}

export function toWakeUp(row: WakeUpColumns): WakeUp {
  return {
    id: row.id,
    deviceId: row.device_id,
    sessionId: row.session_id,
    uiMode: row.ui_mode as WakeUp['uiMode'],
    state: row.state as WakeUp['state'],
    reason: row.reason,
    tries: row.tries,
    ...optionalInstant('sentAt', row.sent_at),
    nextCheckAt: row.next_check_at === null ? null : instant(row.next_check_at),
    askedAt: instant(row.asked_at),
    expiresAt: instant(row.expires_at),
    ...optionalInstant('answeredAt', row.answered_at),
    ...(row.session_key !== null && { sessionKey: row.session_key }),
  };
}
