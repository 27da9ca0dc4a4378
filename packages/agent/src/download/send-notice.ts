import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type DlotaStatus, statusLine } from '@scomo/delivery';
import { Failure, Stopped } from '../base/failure.ts';
import { downloadTls } from '../base/tls.ts';
import { type DownloadLimits, rest } from './download-package.ts';
import type { UrlRules } from './url-rules.ts';

export interface NoticeJob {
  readonly rules: UrlRules;
  readonly limits: DownloadLimits;
  readonly signal: AbortSignal;
}

/**
 * Posts one status line to `installNotifyURI`, again for a while when it does not get through. Returns after a 2xx; throws
 * Failure or Stopped. Redirects are not followed. spec/scomo.md §10.2
 */
export async function sendNotice(url: URL, status: DlotaStatus, job: NoticeJob): Promise<void> {
  for (let tries = 1; ; tries++) {
    const answer = await post(url, statusLine(status), job);
    if (job.signal.aborted) throw new Stopped();
    if (typeof answer === 'number' && answer >= 200 && answer < 300) return;
    if (tries >= job.limits.noticeTriesMax)
      throw new Failure(1402, `notice of the download was not taken in ${tries} tries: ${answer}`);
    await rest(tries, job.limits, job.signal);
  }
}

/** The HTTP status, or why there is none. */
function post(url: URL, body: string, { rules, limits, signal }: NoticeJob): Promise<number | string> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = { 'content-type': 'text/plain', 'content-length': body.length };
  return new Promise((resolve) => {
    const options = { method: 'POST', headers, agent: false, signal, timeout: limits.connectMs };
    const request = send(url, { ...options, ...downloadTls(rules) });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => resolve(error.message));
    request.on('response', (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.end(body);
  });
}
