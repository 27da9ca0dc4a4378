import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTaskOver } from '@scomo/api';
import { openBox } from '@scomo/simulator';
import { type Asked, endUser } from './end-user-page.ts';
import { row } from './row.ts';
import { downloads, gateway, install, release } from './steps.ts';

const GERMAN = {
  title: 'Torwächter 2',
  summary: 'Verbindet die Sensoren mit dem Haus.',
  price: '2,00 EUR, einmalig',
  permissions: ['Netz', 'Standort'],
  quality: 'Antwortet in einer Sekunde',
  notes: 'Neu: Regenradar',
};
/** What stands beside each label of the page. */
const WANTED: readonly (readonly [string, string])[] = [
  ['Version', '1.0.0 → 2.0.0'],
  ['Anbieter', 'Acme Ltd'],
  ['Was es ist', GERMAN.summary],
  ['Preis', GERMAN.price],
  ['Rechte', GERMAN.permissions.join(', ')],
  ['Qualität', GERMAN.quality],
  ['Gemacht für', 'gateway, wie dieses Gerät'],
  ['Hinweise', GERMAN.notes],
];

row('C3', async (world) => {
  const box = await openBox(world, 'IMEI:reads-german', { config: { consent: { page: { port: 0 } } } });
  box.start();
  await install(world, box, [gateway('1.0.0', 1)]);
  const texts = join(world.dir, 'texts.json');
  writeFileSync(texts, JSON.stringify({ de: GERMAN }));
  const options = [
    ...[
      '--permission',
      'network',
      '--permission',
      'location',
      '--price',
      '2.00 EUR, once',
      '--compat',
      'gateway',
    ],
    ...['--quality', 'Answers within a second', '--notes', 'New: rain radar', '--texts', texts],
  ];
  const releaseId = await release(world, [{ ...gateway('2.0.0', 2), options }]);
  const fetched = await downloads(world);
  const { id } = await world.client.createTask({
    body: {
      ...{ deviceId: box.deviceId, kind: 'deploy', releaseId },
      consent: { mode: 'ask', deferralsMax: 1, askAgain: true },
    },
  });
  const user = await endUser(box, 'de-CH, fr;q=0.5');

  const first = await user.question('download');
  assert.equal(first.heading, 'Torwächter 2 aktualisieren?');
  showsAll(first);
  assert.equal(await downloads(world), fetched, 'nothing is fetched before the answer');
  assert.match(await user.press(first, 'yes'), /Ja gesagt/);

  const second = await user.question('install');
  showsAll(second);
  assert.ok((await downloads(world)) > fetched);
  assert.equal(await box.program('org.example.gateway', 'bin/probe'), 'gateway 1.0.0', 'not installed yet');
  const waiting = await world.until(
    id,
    ({ state, reason }) => state === 'waiting' && reason === 'consent',
    20_000,
  );
  assert.equal(waiting.consent.length, 1);
  assert.match(await user.press(second, 'yes'), /Ja gesagt/);

  const task = await world.until(id, isTaskOver, 60_000);
  assert.equal(task.state, 'verified', task.reason);
  assert.equal(await box.program('org.example.gateway', 'bin/probe'), 'gateway 2.0.0');
  assert.deepEqual(
    task.consent.map(({ answer, by, language, stage = 'download' }) => [answer, by, language, stage]),
    [
      ['yes', 'page', 'de', 'download'],
      ['yes', 'page', 'de', 'install'],
    ],
  );
  for (const [index, asked] of [first, second].entries()) {
    const { shown = '', shownDigest } = task.consent[index] ?? {};
    assert.equal(createHash('sha256').update(shown).digest('hex'), shownDigest);
    assert.equal(asked.fields.digest, shownDigest, 'the evidence is of exactly what was on the page');
    for (const [label, value] of asked.rows)
      assert.match(shown, new RegExp(`^ +${label}: +${escaped(value)}$`, 'm'));
  }
  assert.match(await user.read('history'), /Antwort: Ja.*vor dem Installieren/s);
  const { answer, at, shownDigest } = task.consent[1] ?? {};
  return `${first.rows.length} characteristics in German before download and before install; evidence: ${answer} at ${at}, shown ${shownDigest?.slice(0, 12)}…`;
});

function showsAll({ rows }: Asked): void {
  const shown = new Map(rows);
  for (const [label, value] of WANTED) assert.equal(shown.get(label), value, label);
  assert.match(shown.get('Größe') ?? '', /^\d+(?:,\d)? (?:Byte|KiB)$/);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
