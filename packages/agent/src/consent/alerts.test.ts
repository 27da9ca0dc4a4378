import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { client } from '@scomo/dm';
import { freshFolder } from '../../test/folder.ts';
import { Stopped } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import { createExclusive } from '../base/mutex.ts';
import { openJournal } from '../journal/journal.ts';
import { askUser, waitFor } from './ask-user.ts';
import { policyFileQuestions } from './policy-file.ts';
import { nobody, type Questions } from './questions.ts';
import { terminalQuestions } from './terminal.ts';

const NEVER = new AbortController().signal;
const alert = (
  code: client.UserAlert['code'],
  options: client.UserAlert['options'] = {},
): client.UserAlert => ({
  code,
  text: 'Well?',
  choices: code >= 1103 ? ['Paris', 'Oslo', 'Rome'] : [],
  options,
});

type Row = readonly [asked: client.UserAlert, typed: string, code: number, values: readonly string[]];

/** What is typed, and the answer it makes; `\n` ends a line, the first that counts is taken. */
const TYPED: readonly Row[] = [
  [alert(1101), 'yes\n', 200, []],
  [alert(1101), ' N \n', 304, []],
  [alert(1101), 'perhaps\n\nno\n', 304, []],
  [alert(1101, { DR: '1' }), '\n', 200, []],
  [alert(1101, { DR: '0' }), '\n', 304, []],
  [alert(1101), '/cancel\n', 214, []],
  [alert(1102), 'John Doe\n', 200, ['John Doe']],
  [alert(1102, { DR: 'John' }), '\n', 200, ['John']],
  [alert(1102, { IT: 'N', MAXLEN: 4 }), 'abc\n12345\n1234\n', 200, ['1234']],
  [alert(1102, { ET: 'P' }), 'secrex\x7ft\r', 200, ['secret']],
  [alert(1102, { ET: 'P' }), 'secr\x03', 214, []],
  [alert(1103), '4\n2\n', 200, ['2']],
  [alert(1103, { DR: '3' }), '\n', 200, ['3']],
  [alert(1104), '3 1\n', 200, ['3', '1']],
  [alert(1104, { DR: [1, 2] }), '\n', 200, ['1', '2']],
  [alert(1104), '\n', 200, []],
  [alert(1102), '/cancel\n', 214, []],
];

for (const [asked, typed, code, values] of TYPED)
  test(`terminal, ${asked.code} ${JSON.stringify(asked.options)}: ${JSON.stringify(typed)}`, async () => {
    const { questions, input } = terminal();
    const answer = questions.ask(asked, NEVER);
    input.write(typed);
    assert.deepEqual(await answer, { code, values });
    questions.close();
  });

function terminal() {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), { setRawMode: (raw: boolean) => modes.push(raw) });
  const output = new PassThrough().setEncoding('utf8');
  return { questions: terminalQuestions(input, output, () => undefined), input, output, modes };
}

test('the terminal shows text and numbered choices, and nothing that steers it', async () => {
  const { questions, input, output } = terminal();
  const asked = { ...alert(1103, { DR: '2' }), text: 'Which\x1b[2J site?\nTake your time.' };
  const answer = questions.ask(asked, NEVER);
  input.write('\n');
  await answer;
  const shown: string = output.read();
  assert.equal(
    shown,
    '\nThe management server says:\nWhich?[2J site?\nTake your time.\n  1  Paris\n  2  Oslo\n  3  Rome\na number, or /cancel [2]> ',
  );
});

test('a display needs no answer; a password is not shown while it is typed', async () => {
  const { questions, input, modes } = terminal();
  assert.deepEqual(await questions.ask(alert(1100), NEVER), { code: 200, values: [] });
  const answer = questions.ask(alert(1102, { ET: 'P' }), NEVER);
  assert.deepEqual(modes, [true]);
  input.write('x\n');
  await answer;
  assert.deepEqual(modes, [true, false]);
});

test('a question of the server comes before one about software, which is asked again after it', async () => {
  const { questions, input, output } = terminal();
  const about = {
    ...{ set: 's', stage: 'download' as const, language: 'en' as const },
    ...{ text: 'New software', mayDefer: false },
  };
  assert.equal(questions.answerTo(about), undefined);
  const answer = questions.ask(alert(1101), NEVER);
  input.write('no\n');
  assert.equal((await answer)?.code, 304);
  assert.match(output.read(), /New software[\s\S]*Well\?[\s\S]*New software/);
  input.write('yes\n');
  await new Promise((done) => setImmediate(done));
  assert.equal(questions.answerTo(about)?.answer, 'yes');
});

test('what was typed of a password that was given up does not stay for the next answer', async () => {
  const { questions, input } = terminal();
  const first = questions.ask(alert(1102, { ET: 'P' }), NEVER);
  input.write('secr\x03');
  assert.equal((await first)?.code, 214);
  const second = questions.ask(alert(1101), NEVER);
  input.write('yes\n');
  assert.equal((await second)?.code, 200);
});

test('an input that ends cancels', async () => {
  const { questions, input } = terminal();
  const answer = questions.ask(alert(1101), NEVER);
  input.end();
  assert.equal((await answer)?.code, 214);
});

const FILES: readonly [alerts: string, asked: client.UserAlert, code: number, values: readonly string[]][] = [
  ['{"1101":"yes"}', alert(1101), 200, []],
  ['{"1101":"no"}', alert(1101), 304, []],
  ['{"1102":"/cancel"}', alert(1102), 214, []],
  ['{"1102":""}', alert(1102, { DR: 'x' }), 200, ['x']],
  ['{"1103":"2"}', alert(1103), 200, ['2']],
  ['{"1100":""}', alert(1100), 200, []],
  ['{"1103":"9"}', alert(1103), 406, []],
  ['{"1103":"2"}', alert(1101), 406, []],
  ['{}', alert(1100), 406, []],
  ['[]', alert(1100), 406, []],
  ['null', alert(1100), 406, []],
  ['{"1101":true}', alert(1101), 406, []],
];
for (const [alerts, asked, code, values] of FILES)
  test(`policy file ${alerts}: ${asked.code} is ${code}`, async (t) => {
    const path = join(freshFolder(t), 'answers.json');
    writeFileSync(path, `{"answers":"yes","alerts":${alerts}}`);
    assert.deepEqual(await policyFileQuestions(path, () => undefined).ask(asked, NEVER), { code, values });
  });

test('without a file or a terminal nobody can be asked', async (t) => {
  const missing = policyFileQuestions(join(freshFolder(t), 'none'), () => undefined);
  assert.equal((await missing.ask(alert(1101), NEVER))?.code, 406);
  assert.equal((await nobody.ask(alert(1101), NEVER))?.code, 406);
});

test('the server says how long a question waits, within our own limit', () => {
  const most = LIMITS.alertWaitMaxMs / 1000;
  assert.equal(waitFor(alert(1101)), LIMITS.alertWaitMs);
  assert.equal(waitFor(alert(1101, { MAXDT: 30 })), 30_000);
  assert.equal(waitFor(alert(1101, { MAXDT: most })), LIMITS.alertWaitMaxMs);
  assert.equal(waitFor(alert(1101, { MAXDT: most + 1 })), LIMITS.alertWaitMaxMs);
});

test('no answer within MAXDT is 408; a stop of the agent is no answer at all', async (t) => {
  const folder = freshFolder(t);
  const path = join(folder, 'answers.json');
  writeFileSync(path, '{"alerts":{"1101":null}}');
  const questions: Questions = policyFileQuestions(path, () => undefined);
  const journal = openJournal(folder);
  t.after(() => journal.close());
  const asking = createExclusive();
  const base = { questions, asking, journal, say: () => undefined, now: () => '2026-01-01T00:00:00.000Z' };
  const late = await askUser({ ...base, signal: NEVER }, alert(1101, { MAXDT: 1 }));
  assert.deepEqual(late, { code: 408, values: [] });
  const stop = new AbortController();
  const asked = askUser({ ...base, signal: stop.signal }, alert(1101));
  stop.abort();
  await assert.rejects(asked, Stopped);
});
