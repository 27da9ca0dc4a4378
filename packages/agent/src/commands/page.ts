import { resolve } from 'node:path';
import { pageUrl, readAddress } from '../page/page-address.ts';
import { PLACE_OPTIONS, readOptions, UsageError } from './options.ts';

/** `page`: the address of the End User's page. Who knows it may answer. */
export function page(args: readonly string[]): number {
  const { state } = readOptions(args, PLACE_OPTIONS);
  const address = readAddress(resolve(state));
  if (address === undefined)
    throw new UsageError(
      'there was no page yet: scomo-agent run --page, or consent.page in the configuration',
    );
  process.stdout.write(`${pageUrl(address)}\n`);
  return 0;
}
