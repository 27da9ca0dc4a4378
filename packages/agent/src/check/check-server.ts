import { accessSync, constants } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { LIMITS } from '../base/limits.ts';
import { serverTls } from '../base/tls.ts';
import type { AgentConfig } from '../config.ts';
import { isLoopback } from '../download/url-rules.ts';
import { type Finding, fail, messageOf, ok, warn } from './finding.ts';

/** Whether the account's server can be reached and proves itself by TLS, and whether it has the same time as we. */
export async function checkServer(account: AgentConfig, now: () => number): Promise<Finding[]> {
  const { serverUrl, tls } = account;
  const about = `server ${account.serverId}`;
  for (const [name, path] of Object.entries(tls)) {
    try {
      accessSync(path, constants.R_OK);
    } catch (error) {
      return [
        fail(about, `tls.${name}: ${messageOf(error)}`, 'put the PEM file there, readable for the agent'),
      ];
    }
  }
  const url = new URL(serverUrl);
  try {
    const date = await dateOf(url, account);
    const clear = url.protocol === 'http:' && !isLoopback(url.hostname);
    const reached = clear
      ? warn(
          about,
          `${serverUrl} answers, in clear`,
          'anybody on the way can read and change what is said: use https',
        )
      : ok(about, `${serverUrl} answers`);
    return [reached, ...checkClock(about, date, now())];
  } catch (error) {
    const advice =
      url.protocol === 'https:'
        ? 'is it running, is the address right, and does tls.ca name the authority of its certificate?'
        : 'is it running, and is the address right?';
    return [fail(about, `${serverUrl}: ${messageOf(error)}`, advice)];
  }
}

function checkClock(server: string, date: number, now: number): Finding[] {
  if (Number.isNaN(date)) return [];
  const seconds = Math.round((now - date) / 1000);
  const about = 'clock';
  if (Math.abs(seconds) * 1000 <= LIMITS.clockAheadMs) return [ok(about, `as that of ${server}`)];
  const detail = `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} ${server}`;
  return [warn(about, detail, 'set the clock: certificates, deadlines and hours of rest go by it')];
}

/** What time it is at the server; any answer over HTTP will do. */
function dateOf(url: URL, { tls }: AgentConfig): Promise<number> {
  const secure = url.protocol === 'https:';
  const options = { method: 'HEAD', timeout: LIMITS.connectMs, agent: false };
  return new Promise((done, failed) => {
    const request = secure ? httpsRequest(url, { ...options, ...serverTls(tls) }) : httpRequest(url, options);
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', failed);
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => done(Date.parse(response.headers.date ?? '')));
    });
    request.end();
  });
}
