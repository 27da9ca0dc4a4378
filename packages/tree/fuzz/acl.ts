import { ACL_COMMANDS, formatAcl, grants, parseAcl, withoutServer } from '../src/acl.ts';

export const tokens: readonly string[] = [
  ...ACL_COMMANDS.map((command) => `${command}=`),
  ...['&', '=', '+', '*', 'a.example', 'Get=*', '__proto__', 'constructor=', '\u200b', 'é', '&&', '++'],
];
export const seeds: readonly string[] = [
  '',
  'Get=*',
  'Add=A&Get=A+B',
  'Get=B+A+*',
  'Get=A&Get=B',
  'Replace=',
];

/** An ACL value breaks the grammar or has one canonical text that reads back to itself. */
export function fuzz(data: Uint8Array): void {
  const acl = parseAcl(new TextDecoder().decode(data));
  if (acl === undefined) return;
  const text = formatAcl(acl);
  const back = parseAcl(text);
  if (back === undefined || formatAcl(back) !== text) throw new Error(`not canonical: ${text}`);
  const left = withoutServer(acl, 'a.example');
  for (const command of ACL_COMMANDS) {
    if (grants(acl, command, 'a.example') !== grants(back, command, 'a.example'))
      throw new Error(`${command}: ${text}`);
    if (acl.get(command)?.includes('*') !== true && grants(left, command, 'a.example'))
      throw new Error(`${command} is still granted: ${text}`);
  }
}
