import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bootstrap as dmBootstrap } from '@scomo/dm';
import { ConfigError } from '../base/config-error.ts';
import { fileBytes, makeDirectory, writeDurably } from '../base/files.ts';
import { LIMITS } from '../base/limits.ts';
import { type Settings, takeBootstrap } from '../bootstrap/take-bootstrap.ts';
import { type AgentConfig, loadConfig } from '../config.ts';
import { lockState } from '../lock.ts';
import { needed, PLACE_OPTIONS, readOptions, UsageError } from './options.ts';
import { readRoot } from './read-root.ts';

const OPTIONS = {
  ...PLACE_OPTIONS,
  'content-type': { type: 'string' },
  pin: { type: 'string' },
  'pin-file': { type: 'string' },
  'network-secret': { type: 'string' },
  imsi: { type: 'string' },
  'device-id': { type: 'string' },
  type: { type: 'string' },
  'trust-root': { type: 'string' },
  'allow-http': { type: 'boolean', default: false },
  force: { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof readOptions<typeof OPTIONS>>;

/**
 * Takes the account of a signed document. Account and used MAC are one file, replaced as a whole: a kill at any moment
 * leaves the old account or the new one. spec/omadm.md §6.4, §6.5, security.md A4
 */
export function bootstrap([file = '', ...args]: readonly string[]): number {
  if (file === '' || file.startsWith('-')) throw new UsageError('the document comes first: bootstrap FILE …');
  const options = readOptions(args, OPTIONS);
  const path = resolve(options.config);
  const contentType = needed(options['content-type'], 'content-type');
  if (!existsSync(file)) throw new UsageError(`there is no ${file}`);
  makeDirectory(options.state);
  const unlock = lockState(options.state);
  try {
    if (fileBytes(file) > LIMITS.messageBytesMax) throw new ConfigError(`refused (too-large): ${file}`);
    const offer = dmBootstrap.offerOfHttp(contentType, readFileSync(file));
    if (offer === undefined)
      throw new ConfigError(`refused (malformed): no Content-Type of a bootstrap document`);
    const present = existsSync(path) ? loadConfig(path) : undefined;
    const settings: Settings =
      present === undefined ? firstSettings(options) : JSON.parse(readFileSync(path, 'utf8'));
    const secrets = secretsOf(options, present?.deviceId ?? String(settings.deviceId));
    const next = takeBootstrap({ offer, secrets, settings, present, force: options.force });
    makeDirectory(dirname(path));
    writeDurably(path, `${JSON.stringify(next, null, 2)}\n`);
    process.stdout.write(
      `${next.deviceId} has an account with ${next.serverId} at ${next.serverUrl}, in ${path}\n`,
    );
    return 0;
  } finally {
    unlock();
  }
}

function secretsOf(options: Options, deviceId: string): dmBootstrap.BootstrapSecrets {
  const { pin, imsi } = options;
  const file = options['pin-file'];
  if (pin !== undefined && file !== undefined) throw new UsageError('give one of --pin, --pin-file');
  if (imsi !== undefined && !/^\d{1,15}$/.test(imsi)) throw new UsageError('--imsi has 1 to 15 digits');
  const known = file === undefined ? pin : readFileSync(file, 'utf8').trim();
  const network = options['network-secret'] ?? deviceId;
  return {
    ...(known !== undefined && { pin: known }),
    networkId: imsi === undefined ? new TextEncoder().encode(network) : dmBootstrap.imsiKey(imsi),
  };
}

/** What no document tells: a device without configuration is told who it is, and whom it trusts. */
function firstSettings(options: Options): Settings & Pick<AgentConfig, 'deviceId'> {
  const missing = 'there is no configuration yet, so';
  const option = (name: 'device-id' | 'type' | 'trust-root') => {
    const value = options[name];
    if (value === undefined || value === '') throw new UsageError(`${missing} --${name} is needed`);
    return value;
  };
  const trustRoot = resolve(option('trust-root'));
  return {
    deviceId: option('device-id'),
    deviceType: option('type'),
    authority: readRoot(() => readFileSync(trustRoot), trustRoot).authority,
    trustRoot,
    allowHttp: options['allow-http'],
  };
}
