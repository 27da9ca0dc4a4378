import { randomUUID } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { WAKE_UP_TIMES } from '../limits.ts';
import type { Bearer } from './bearer.ts';

const TYPE = 'application/vnd.syncml.notification';
const APPLICATION = 'x-wap-application:syncml.dm';
const DOCTYPE =
  '<!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 1.0//EN" "http://www.wapforum.org/DTD/pap_1.0.dtd">';
const ANSWER_CHARS_MAX = 16 * 1024;
/** Codes of a push response that say it was taken. WAP-247-PAP §9.14 */
const TAKEN = /\bcode\s*=\s*["']1\d\d\d["']/;
const WHY = /\bdesc\s*=\s*["']([^"']{1,200})["']/;

/**
 * A push proxy gateway turns the trigger into short messages. WAP-247-PAP
 * @param url of the gateway, with name and password when it wants them; absent: nothing goes that way.
 */
export function papBearer(url: string | undefined): Bearer<'pap'> {
  return {
    async send(_deviceId, { msisdn }, trigger) {
      if (url === undefined) throw new Error('SCOMO_PAP_URL is not set');
      const boundary = `scomo-${randomUUID()}`;
      const { status, text } = await post(new URL(url), boundary, papBody(msisdn, trigger, boundary));
      if (status < 300 && TAKEN.test(text)) return;
      throw new Error(`the push gateway refuses it (${status}): ${WHY.exec(text)?.[1] ?? 'no reason given'}`);
    },
    close: async () => undefined,
  };
}

/** Two parts: what to do, and what to push. */
function papBody(msisdn: string, trigger: Uint8Array, boundary: string): Buffer {
  const control =
    `<?xml version="1.0"?>${DOCTYPE}<pap><push-message push-id="${randomUUID()}@scomo">` +
    `<address address-value="WAPPUSH=${msisdn}/TYPE=PLMN@scomo"/>` +
    '<quality-of-service delivery-method="unconfirmed" network-required="true" network="GSM" ' +
    'bearer-required="true" bearer="SMS"/></push-message></pap>';
  const part = (headers: readonly string[]) => `--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(`${part(['Content-Type: application/xml'])}${control}\r\n`),
    Buffer.from(part([`Content-Type: ${TYPE}`, `X-Wap-Application-Id: ${APPLICATION}`])),
    trigger,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

/** With no header but those that are needed: gateways were seen to hand others on to the device. */
function post(url: URL, boundary: string, body: Buffer): Promise<{ status: number; text: string }> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = {
    'content-type': `multipart/related; boundary=${boundary}; type="application/xml"`,
    'content-length': body.length,
  };
  const auth = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return new Promise((done, failed) => {
    const request = send(url, {
      method: 'POST',
      headers,
      agent: false,
      signal: AbortSignal.timeout(WAKE_UP_TIMES.connectMs),
      ...(auth === ':' ? {} : { auth }),
    });
    request.on('error', failed);
    request.on('response', (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (data: string) => {
        text += data;
        if (text.length > ANSWER_CHARS_MAX) response.destroy(new Error('the push gateway answers too much'));
      });
      response.on('error', failed);
      response.on('end', () => done({ status: response.statusCode ?? 0, text }));
    });
    request.end(body);
  });
}
