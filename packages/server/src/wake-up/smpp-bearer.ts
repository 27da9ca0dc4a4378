import { randomInt } from 'node:crypto';
import { notification } from '@scomo/dm';
import { Session } from 'smpp';
import { WAKE_UP_TIMES } from '../limits.ts';
import type { Bearer } from './bearer.ts';

/** SMPP 3.4 §5.2.12, §5.2.19, §5.2.5: user data with a header, eight-bit data, an international number. */
const WITH_HEADER = 0x40;
const EIGHT_BIT = 0x04;
const INTERNATIONAL = 1;
const ISDN = 1;

interface Answer {
  readonly command_status: number;
}

/**
 * Short messages to port 2948 through an SMS centre. SMPP 3.4
 * @param url `smpp://system-id:password@host:2775`, `smpps` with TLS; absent: nothing goes that way.
 */
export function smppBearer(url: string | undefined): Bearer<'smpp'> {
  let bound: Promise<Session> | undefined;
  const forget = () => {
    bound = undefined;
  };
  return {
    async send(_deviceId, { msisdn }, trigger) {
      if (url === undefined) throw new Error('SCOMO_SMPP_URL is not set');
      bound ??= bind(new URL(url), forget);
      bound.catch(forget);
      const session = await bound;
      const pdu = notification.wapPush(trigger, randomInt(256));
      for (const part of notification.smsUserData(pdu, randomInt(256))) {
        const { command_status: status } = await answerTo(session, (done) =>
          session.submit_sm(
            {
              destination_addr: msisdn.replace('+', ''),
              dest_addr_ton: INTERNATIONAL,
              dest_addr_npi: ISDN,
              esm_class: WITH_HEADER,
              data_coding: EIGHT_BIT,
              short_message: Buffer.from(part),
            },
            done,
          ),
        );
        if (status !== 0) throw new Error(`the SMS centre refuses it (status ${status})`);
      }
    },
    async close() {
      const session = await bound?.catch(() => undefined);
      session?.close();
    },
  };
}

/** A bound session; `lost` is told when it has ended, however. */
function bind(url: URL, lost: () => void): Promise<Session> {
  const session = new Session({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 2775),
    tls: url.protocol === 'smpps:',
    auto_enquire_link_period: WAKE_UP_TIMES.enquireMs,
  });
  return new Promise((done, failed) => {
    session.on('error', (error: Error) => {
      lost();
      failed(error);
    });
    session.on('close', () => {
      lost();
      failed(new Error('the SMS centre has closed the connection'));
    });
    const login = { system_id: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
    const refused = (status: number) => new Error(`the SMS centre does not let us in (status ${status})`);
    answerTo(session, (answered) => session.bind_transmitter(login, answered)).then(
      ({ command_status: status }) => {
        if (status === 0) return done(session);
        session.close();
        failed(refused(status));
      },
      failed,
    );
  });
}

/** What comes back for one request, in time. `ask` gives false when the connection cannot take it. */
function answerTo(session: Session, ask: (done: (answer: Answer) => void) => boolean): Promise<Answer> {
  return new Promise((done, failed) => {
    const end = (why: string) => {
      clearTimeout(timer);
      session.off('close', lost);
      failed(new Error(why));
    };
    const lost = () => end('the SMS centre has closed the connection');
    const timer = setTimeout(() => end('the SMS centre does not answer'), WAKE_UP_TIMES.answerMs);
    session.on('close', lost);
    const taken = ask((answer) => {
      clearTimeout(timer);
      session.off('close', lost);
      done(answer);
    });
    if (!taken) lost();
  });
}
