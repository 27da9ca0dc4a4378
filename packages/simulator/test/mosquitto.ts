import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from '../src/child.ts';
import { freePort } from '../src/world.ts';

const PROGRAM = '/usr/sbin/mosquitto';

/** Why there is no broker here; undefined when there is one. */
export const noMosquitto = existsSync(PROGRAM)
  ? undefined
  : 'mosquitto is not installed: tools/setup-system does it';

/** A real broker on a free port of loopback, that knows one name and its password. */
export interface Broker {
  readonly url: string;
  stop(): Promise<unknown>;
  /** On the same port again. */
  start(): Promise<Child>;
}

export async function mosquitto(dir: string): Promise<Broker> {
  const port = await freePort();
  mkdirSync(dir, { recursive: true });
  const passwords = join(dir, 'passwords');
  writeFileSync(passwords, '');
  execFileSync('mosquitto_passwd', ['-b', passwords, 'scomo', 'secret-of-broker']);
  const config = join(dir, 'mosquitto.conf');
  const lines = [`listener ${port} 127.0.0.1`, `password_file ${passwords}`, 'log_dest stderr', 'user root'];
  writeFileSync(config, `${lines.join('\n')}\n`);
  let child: Child;
  const broker: Broker = {
    url: `mqtt://scomo:secret-of-broker@127.0.0.1:${port}`,
    stop: () => child.stop(),
    async start() {
      child = startChild([PROGRAM, '-c', config], {
        env: process.env,
        cwd: dir,
        log: join(dir, 'broker.log'),
      });
      await child.says(/mosquitto version \S+ running/, 10_000);
      return child;
    },
  };
  await broker.start();
  return broker;
}
