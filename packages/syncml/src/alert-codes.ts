/** Alert codes of DM. spec/omadm.md §1.12 */
export const ALERT_CODES: Readonly<Record<number, string>> = {
  1100: 'display',
  1101: 'confirm or reject',
  1102: 'text input',
  1103: 'single choice',
  1104: 'multiple choice',
  1200: 'server-initiated session',
  1201: 'client-initiated session',
  1222: 'next message',
  1223: 'session abort',
  1224: 'client event',
  1225: 'no end of data',
  1226: 'generic alert',
};
