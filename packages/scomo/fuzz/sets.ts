import { parseConsent, parseMembers } from '../src/index.ts';

export const tokens: readonly string[] = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    'null',
    'true',
    '-1',
    '0',
    '1e3',
    '9007199254740993',
    '0.5',
    '\\u0000',
    '\\ud800',
  ],
  ...[
    '"component":',
    '"version":',
    '"pkgId":',
    '"bytes":',
    '"permissions":',
    '"mode":',
    '"deferralsMax":',
    '"deadline":',
    '"texts":{"de-CH":{',
    '"blackout":[{"days":["sun"],"from":"22:00","to":"24:00"}]',
    '"askAgain":true,',
    '"lockSecondsMax":9,',
  ],
  ...[
    'ask',
    'tell',
    'silent',
    `sha256:${'a'.repeat(64)}`,
    '2026-01-02T03:04:05Z',
    '"__proto__":',
    '"constructor":',
  ],
];

const member = {
  ...{ component: 'org.example.a', version: '1.0', pkgId: `sha256:${'a'.repeat(64)}`, bytes: 9 },
  ...{ title: 'A', provider: 'B', summary: 'C', price: 'free', permissions: ['net'] },
};
export const seeds: readonly string[] = [
  JSON.stringify([member]),
  JSON.stringify([member, { ...member, component: 'b', pkgId: `sha256:${'b'.repeat(64)}` }]),
  '{"mode":"ask","deferralsMax":3,"deadline":"2026-01-02T03:04:05Z"}',
  '{"mode":"silent","deferralsMax":0}',
  '{"mode":"ask","deferralsMax":0,"blackout":[{"from":"22:00","to":"06:00"}],"lockSecondsMax":1,"askAgain":true}',
  JSON.stringify([
    {
      ...member,
      language: 'de',
      quality: 'q',
      notes: 'n',
      compat: ['t'],
      texts: { 'en-GB': { title: 't' } },
    },
  ]),
];

/** Members and policies of a set are refused or read back to themselves. */
export function fuzz(data: Uint8Array): void {
  const json = new TextDecoder().decode(data);
  for (const parse of [parseMembers, parseConsent]) {
    const value = parse(json);
    if (value === undefined) continue;
    const text = JSON.stringify(value);
    if (JSON.stringify(parse(text)) !== text) throw new Error(`reads differently: ${text}`);
  }
}
