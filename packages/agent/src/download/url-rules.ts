import { Failure } from '../base/failure.ts';

/** Where packages may come from. */
export interface UrlRules {
  /** Host names, lower case, with port where it is not the scheme's own. */
  readonly hosts: readonly string[];
  /** http also to other hosts than this machine. */
  readonly allowHttp: boolean;
  /** PEM file of an authority that is believed beside the system's. */
  readonly ca?: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** True for this machine itself. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/**
 * The address, if the account allows it: https (or http by rule), a listed host, no credentials, no control characters.
 * `from` resolves a redirect. Throws Failure(1402). security.md C1
 */
export function allowedUrl(text: string, rules: UrlRules, from?: URL): URL {
  const refuse = (why: string) => new Failure(1402, `address refused: ${why}`);
  if (text.length > 2048) throw refuse('longer than 2048 characters');
  // URL parsers drop tabs and line feeds silently; what is odd is refused instead.
  if (/[^!-~]|\\/.test(text)) throw refuse('characters that no address has');
  let url: URL;
  try {
    url = new URL(text, from);
  } catch {
    throw refuse('it is malformed');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse(`scheme ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw refuse('credentials in it');
  if (!rules.hosts.includes(url.host)) throw refuse(`host ${url.host} is not allowed`);
  if (url.protocol === 'http:' && !rules.allowHttp && !isLoopback(url.hostname)) {
    throw refuse('http without TLS');
  }
  if (from !== undefined && from.protocol === 'https:' && url.protocol !== 'https:') {
    throw refuse('redirect from https to http');
  }
  return url;
}
