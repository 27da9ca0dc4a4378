import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Child, startChild } from '../src/child.ts';
import { freePort } from '../src/world.ts';

const FAKE_SMSC = '/usr/lib/kannel/test/fakesmsc';

/** Why there is no gateway here; undefined when there is one. */
export const noKannel =
  existsSync('/usr/sbin/bearerbox') && existsSync(FAKE_SMSC)
    ? undefined
    : 'kannel and kannel-extras are not installed: tools/setup-system does it';

/** A short message as the SMS centre got it. */
export interface ShortMessage {
  readonly to: string;
  /** User data header, hex. */
  readonly header: string;
  readonly data: Uint8Array;
}

/** A real push gateway and its fake SMS centre, on free ports of loopback. */
export interface Kannel {
  /** Of the push gateway, with the name and password that it knows. */
  readonly url: string;
  /** The n-th message (from 1), once it has come. */
  message(n: number): Promise<ShortMessage>;
  stop(): Promise<void>;
}

export async function kannel(dir: string): Promise<Kannel> {
  mkdirSync(dir, { recursive: true });
  const ports: number[] = [];
  while (ports.length < 6) ports.push(await freePort());
  const [admin = 0, boxes = 0, wap = 0, smsc = 0, sendSms = 0, push = 0] = ports;
  const config = join(dir, 'kannel.conf');
  writeFileSync(
    config,
    `group = core
admin-port = ${admin}
admin-password = not-used
smsbox-port = ${boxes}
wapbox-port = ${wap}
box-allow-ip = "127.0.0.1"

group = smsc
smsc = fake
host = 127.0.0.1
port = ${smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendSms}

group = wapbox
bearerbox-host = 127.0.0.1

group = ppg
ppg-url = /wappush
ppg-port = ${push}
trusted-pi = false
ppg-allow-ip = 127.0.0.1
service-name = ppg
global-sender = 2948

group = wap-push-user
wap-push-user = scomo
ppg-username = scomo
ppg-password = secret-of-gateway
allow-ip = 127.0.0.1
`,
  );
  const children: Child[] = [];
  const start = (name: string, argv: readonly string[]) => {
    const child = startChild(argv, { env: process.env, cwd: dir, log: join(dir, `${name}.log`) });
    children.push(child);
    return child;
  };
  await start('bearerbox', ['/usr/sbin/bearerbox', '-v', '0', config]).says(/entering mainloop/, 20_000);
  const centre = start('fakesmsc', [
    FAKE_SMSC,
    '-H',
    '127.0.0.1',
    '-r',
    String(smsc),
    '-m',
    '0',
    '1 2 text x',
  ]);
  start('wapbox', ['/usr/sbin/wapbox', '-v', '0', config]);
  await listening(push);
  return {
    url: `http://scomo:secret-of-gateway@127.0.0.1:${push}/wappush`,
    async message(n) {
      const pattern = new RegExp(`Got message ${n}: <\\S+ (\\S+) udh (\\S+) data ([^>]*)>`);
      const [, to = '', header = '', data = ''] = await centre.says(pattern, 20_000);
      return { to, header: octetsOf(header).toString('hex'), data: octetsOf(data) };
    },
    async stop() {
      for (const child of children.reverse()) await child.stop();
    },
  };
}

/** As URLs write octets. */
function octetsOf(text: string): Buffer {
  return Buffer.from(
    text
      .replaceAll('+', ' ')
      .replaceAll(/%([0-9A-F]{2})/gi, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16))),
    'latin1',
  );
}

async function listening(port: number): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    const open = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => done(false));
      socket.on('connect', () => {
        socket.destroy();
        done(true);
      });
    });
    if (open) return;
    await wait(100);
  }
  throw new Error(`nothing listens on port ${port}`);
}
