import { ConfigError } from '../base/config-error.ts';

/** Where the End User's page is: on this machine only. */
export interface PageConfig {
  /** 0: any that is free. */
  readonly port: number;
}

export const PAGE_PORT = 8931;

/** `consent.page` of the configuration. Throws ConfigError. */
export function readPage(value: unknown): PageConfig | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigError('consent.page must be an object');
  const { port = PAGE_PORT, ...others } = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(others)) throw new ConfigError(`consent.page.${name} is not known`);
  if (typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535) return { port };
  throw new ConfigError('consent.page.port must be a port, or 0 for any that is free');
}
