import { resolve } from 'node:path';
import { ConfigError } from '../base/config-error.ts';
import { checkConfigFile, checkState } from '../check/check-files.ts';
import { checkInstallers } from '../check/check-installers.ts';
import { checkServer } from '../check/check-server.ts';
import { checkTrust } from '../check/check-trust.ts';
import { type Finding, fail } from '../check/finding.ts';
import { type DeviceConfig, loadConfig } from '../config.ts';
import { PLACE_OPTIONS, readOptions } from './options.ts';

/** Looks at everything that `run` needs, one line each with what to do; exit code 1 when something is wrong. */
export async function check(args: readonly string[]): Promise<number> {
  const {
    config: path,
    state,
    json,
  } = readOptions(args, {
    ...PLACE_OPTIONS,
    json: { type: 'boolean', default: false },
  });
  const findings = await look(resolve(path), resolve(state));
  process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(lineOf).join(''));
  return findings.some(({ level }) => level === 'fail') ? 1 : 0;
}

async function look(path: string, state: string): Promise<readonly Finding[]> {
  let config: DeviceConfig;
  try {
    config = loadConfig(path);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [fail('configuration', error.message, 'docs/agent-install.md tells every setting')];
  }
  const servers = await Promise.all(config.accounts.map((account) => checkServer(account, Date.now)));
  return [
    checkConfigFile(path, config),
    ...checkState(state),
    ...config.accounts.map((account) => checkTrust(account, Date.now())),
    ...servers.flat(),
    ...checkInstallers(config),
  ];
}

function lineOf({ level, about, detail, advice }: Finding): string {
  return `${level.padEnd(5)}${about}: ${detail}\n${advice === undefined ? '' : `     ${advice}\n`}`;
}
