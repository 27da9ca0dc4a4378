import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { freshFolder } from '../../test/folder.ts';
import { LIMITS } from '../base/limits.ts';
import { policyFileQuestions, readPolicy } from './policy-file.ts';
import { terminalQuestions } from './terminal.ts';

const question = {
  ...{ set: 's', stage: 'download' as const, language: 'en' as const },
  ...{ text: 'New software', mayDefer: true },
};

const FILES: readonly (readonly [string, unknown])[] = [
  ['{"answers":"yes"}', { answer: 'yes', by: 'policy-file', laterSeconds: 3600 }],
  ['{"answers":"no"}', { answer: 'no', by: 'policy-file', laterSeconds: 3600 }],
  ['{"answers":"later","laterSeconds":0}', { answer: 'later', by: 'policy-file', laterSeconds: 0 }],
  [
    `{"answers":"later","laterSeconds":${LIMITS.laterSecondsMax}}`,
    { answer: 'later', by: 'policy-file', laterSeconds: LIMITS.laterSecondsMax },
  ],
  [`{"answers":"later","laterSeconds":${LIMITS.laterSecondsMax + 1}}`, /laterSeconds must be/],
  ['{"answers":"later","laterSeconds":-1}', /laterSeconds must be/],
  ['{"answers":"later","laterSeconds":"x"}', /laterSeconds must be/],
  ['{"answers":"YES"}', /answers must be one of/],
  ['{"answers":true}', /answers must be one of/],
  ['{}', /answers must be one of/],
  ['null', /is not JSON/],
  ['yes', /is not JSON/],
  ['', /is not JSON/],
];
for (const [text, expected] of FILES) {
  test(`policy file ${text.slice(0, 40)}`, (t) => {
    const path = join(freshFolder(t), 'answers.json');
    writeFileSync(path, text);
    const given = readPolicy(path);
    if (expected instanceof RegExp) assert.match(String(given), expected);
    else assert.deepEqual(given, expected);
  });
}

test('no policy file: no answer, no complaint; it is read again each time', (t) => {
  const path = join(freshFolder(t), 'answers.json');
  const said: string[] = [];
  const questions = policyFileQuestions(path, (line) => said.push(line));
  assert.equal(questions.answerTo(question), undefined);
  writeFileSync(path, '{"answers":"maybe"}');
  questions.answerTo(question);
  questions.answerTo(question);
  assert.equal(said.length, 1, 'one complaint');
  writeFileSync(path, '{"answers":"yes"}');
  assert.deepEqual(questions.answerTo(question), {
    answer: 'yes',
    by: 'policy-file',
    laterSeconds: 3600,
    shown: 'New software',
  });
});

test('later is no answer when there is no deferral left', (t) => {
  const path = join(freshFolder(t), 'answers.json');
  writeFileSync(path, '{"answers":"later"}');
  const questions = policyFileQuestions(path, () => undefined);
  assert.equal(questions.answerTo({ ...question, mayDefer: false }), undefined);
});

test('terminal: asks once, insists on a word it knows, keeps what was shown', async () => {
  const input = new PassThrough();
  const output = new PassThrough().setEncoding('utf8');
  const answered = Promise.withResolvers<void>();
  const questions = terminalQuestions(input, output, answered.resolve);
  assert.equal(questions.answerTo({ ...question, mayDefer: false }), undefined);
  assert.equal(questions.answerTo({ ...question, mayDefer: false, text: 'changed meanwhile' }), undefined);
  input.write('perhaps\nlater\n YES \n');
  await answered.promise;
  assert.deepEqual(questions.answerTo(question), {
    answer: 'yes',
    by: 'terminal',
    laterSeconds: 3600,
    shown: 'New software',
  });
  assert.equal(questions.answerTo(question), undefined, 'an answer counts once');
  const text = String(output.read());
  assert.equal(text.split('Please type yes or no.').length, 3);
  assert.match(text, /New software[\s\S]*nothing changes/);
  questions.close();
});
