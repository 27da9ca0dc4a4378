import type { SessionDetail } from '@scomo/api';
import { decode } from '@scomo/syncml';
import type { Command } from 'commander';
import { describeMessage } from '../inspect/describe-message.ts';
import { groupCommand, run, subcommand } from './action.ts';
import { connect } from './connection.ts';
import { moment, printable, printList } from './output.ts';

/** `scomo session …`: what device and server said to each other */
export function sessionCommands(program: Command): void {
  const group = groupCommand(program, 'session', 'See what a device and the server said to each other.');
  const list = subcommand(
    group,
    'list',
    'List sessions, newest first.',
    'scomo session list --device IMEI:004999010640000',
  )
    .option('--device <id>', 'only of this device')
    .option('--json', 'print JSON');
  list.action(
    run(list, async (options: { readonly device?: string; readonly json?: boolean }) => {
      const { items } = await connect().listSessions({
        query: { limit: 100, ...(options.device === undefined ? {} : { deviceId: options.device }) },
      });
      printList(
        items,
        [
          ['session', (session) => session.key],
          ['device', (session) => session.deviceId],
          ['started', (session) => moment(session.startedAt)],
          ['messages', (session) => String(session.messages)],
          ['outcome', (session) => session.outcome],
        ],
        options.json,
        'No sessions yet: no device has called in.',
      );
    }),
  );
  const show = subcommand(
    group,
    'show <key>',
    'Show every message of a session, decoded.',
    'scomo session show se_01h…',
  ).option('--json', 'print JSON');
  show.action(
    run(show, async (key: string, { json }: { readonly json?: boolean }) => {
      const session = await connect().getSession({ params: { key } });
      if (json === true) {
        console.log(JSON.stringify(session, null, 2));
        return;
      }
      console.log(`${session.key}: ${session.deviceId}, ${moment(session.startedAt)}, ${session.outcome}`);
      for (const alert of session.alerts) console.log(alertText(alert));
      for (const message of session.log) {
        const bytes = Buffer.from(message.raw, 'base64');
        const way = message.direction === 'in' ? 'device → server' : 'server → device';
        console.log(
          `\n#${message.index} ${way}, ${message.encoding}, ${bytes.length} bytes, ${moment(message.at)}`,
        );
        console.log(message.error ?? describeMessage(decode(bytes, message.encoding)));
      }
    }),
  );
}

/** `alert 1226 from ./X (correlator c): urn:… = text` */
function alertText({ code, index, correlator, items }: SessionDetail['alerts'][number]): string {
  const about = correlator === undefined ? '' : ` (correlator ${correlator})`;
  const told = items.map(
    ({ source = '', type = '', mark, data = '' }) =>
      `\n  ${source} ${type}${mark === undefined ? '' : `, ${mark}`} = ${data}`,
  );
  return printable(`alert ${code} in #${index}${about}:${told.join('')}`);
}
