import { parseAlertOptions, renderAlertOptions } from '../src/ui/alert-options.ts';
import { normalAnswer } from '../src/ui/normal-answer.ts';
import { readUserAlert } from '../src/ui/user-alert.ts';

export const tokens: readonly string[] = [
  'MINDT=',
  'MAXDT=',
  'DR=',
  'MAXLEN=',
  'IT=',
  'ET=',
  '&',
  '-',
  '+',
  '%2',
];
export const seeds: readonly string[] = ['A', 'B', 'C', 'D', 'E'].flatMap((code) => [
  `${code}MINDT=5&MAXDT=30&DR=1\nInstall?\nParis\nOslo`,
  `${code}MAXLEN=8&IT=N&ET=P&DR=a%26b\nPIN?`,
  `${code}DR=2-1&FOO=1&IT=Z\nWhich?\na\nb`,
]);

/** Options of a stranger are skipped or mean the same when written again; a question has a sensible answer space. */
export function fuzz(data: Uint8Array): void {
  const [head = '', ...rest] = new TextDecoder().decode(data).split('\n');
  const code = 1100 + (head.charCodeAt(0) % 5 || 0);
  const options = parseAlertOptions(head.slice(1), code);
  const again = parseAlertOptions(renderAlertOptions(options), code);
  if (JSON.stringify(again) !== JSON.stringify(sorted(options)))
    throw new Error('written options read otherwise');
  const items = [head.slice(1), ...rest].map((text) => ({ data: text }));
  const alert = readUserAlert({ kind: 'Alert', cmdId: '1', code, items });
  if (typeof alert === 'number') return;
  const { DR } = alert.options;
  const answer = normalAnswer(alert, typeof DR === 'object' ? DR.join(' ') : (DR ?? ''));
  if (code >= 1103 && DR !== undefined && !('values' in answer))
    throw new Error('a default that cannot be given');
}

/** In the order they are written in. */
function sorted(options: object): object {
  const order = ['MINDT', 'MAXDT', 'MAXLEN', 'IT', 'ET', 'DR'];
  const entries = Object.entries(options).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return Object.fromEntries(entries);
}
