import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { type ConsentAnswer, shownText, shownTo } from '@scomo/scomo';
import { NOW } from '../../test/packages.ts';
import { maps, POLICY, pageRig, weather } from '../../test/page-rig.ts';
import { LIMITS } from '../base/limits.ts';
import { textDigest } from '../base/node-crypto.ts';
import { runJobs } from '../jobs/run-jobs.ts';
import { readHistory, record } from '../journal/history.ts';
import { askedFor, noteAnswer } from '../requests/requests.ts';
import { openPage } from './open-page.ts';
import { readAddress } from './page-address.ts';

interface Said {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** One request with exactly these headers. */
function ask(
  url: string,
  headers: Record<string, string> = {},
  body?: string,
  method = 'GET',
): Promise<Said> {
  return new Promise((done, failed) => {
    const sent = request(url, { method: body === undefined ? method : 'POST', headers, agent: false });
    sent.on('error', failed);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    sent.end(body);
  });
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
/** The fields of the form on a page. */
function fieldsOf({ body }: Said): Record<string, string> {
  const hidden = body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g);
  return Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, value]));
}
const formOf = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

test('an answer by the plain form is kept with exactly what was shown, in its language', async (t) => {
  const { rig, page, offer } = await pageRig(t);
  offer('s1', [weather, maps]);
  const german = { 'accept-language': 'de-CH,de;q=0.9' };
  const shown = await ask(page.url, german);
  assert.match(shown.body, /<html lang="de">/);
  const sent = await ask(
    `${page.url}answer`,
    { ...FORM, ...german },
    formOf({ ...fieldsOf(shown), answer: 'yes' }),
  );
  assert.deepEqual([sent.status, sent.headers.location], [303, './?said=yes']);
  const [kept] = readHistory(rig.context.journal, 50).filter(({ kind }) => kind === 'consent');
  const answer: ConsentAnswer = JSON.parse(kept?.detail ?? '');
  assert.deepEqual([answer.answer, answer.by, answer.language], ['yes', 'page', 'de']);
  assert.equal(answer.shownDigest, textDigest(answer.shown));
  assert.match(answer.shown, /^Wetter 2 \(com\.acme\.weather\)\n {2}Version: {5}1\.4 → 2\.0\n/);
  for (const line of answer.shown.split('\n')) {
    const [, label, value] = /^ {2}([^:]+): +(.*)$/.exec(line) ?? [];
    const texts =
      label === undefined ? [line.replace(/ \(.*\)$/, '')] : [`<dt>${label}</dt>`, `<dd>${value}</dd>`];
    for (const text of texts) assert.ok(shown.body.includes(text), `not on the page: ${text}`);
  }
  assert.deepEqual(rig.reports(), ['yes']);
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.acme.weather 1200', 'com.acme.maps 1200']);
  assert.equal((await ask(page.url)).body.includes('<form'), false);
});

test('later is taken as often as the policy says, by the delay that was chosen; no ends it', async (t) => {
  const { rig, page, offer } = await pageRig(t);
  offer('s1', [weather]);
  const put = async (fields: Record<string, string>) => {
    const form = fieldsOf(await ask(page.url));
    return (await ask(`${page.url}answer`, FORM, formOf({ ...form, ...fields }))).headers.location;
  };
  assert.equal(await put({ answer: 'later', delay: '14400' }), './?said=later');
  assert.match((await ask(page.url)).body, /Put off until Monday, 1 June 2026 at 16:00/);
  assert.equal(await put({ answer: 'later', delay: '3600' }), './?said=later');
  const last = await ask(page.url);
  assert.equal(last.body.includes('value="later"'), false, 'no third time');
  assert.match(last.body, /can not be put off any more/);
  assert.equal(await put({ answer: 'later', delay: '60' }), './?said=gone');
  assert.equal(await put({ answer: 'no' }), './?said=no');
  assert.equal(await put({ answer: 'yes' }), './?said=gone');
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['later', 'later', 'no', 'com.acme.weather 1401']);
  assert.match((await ask(`${page.url}history`)).body, /Answered: no/);
});

test('an answer to something else than is asked now does not count', async (t) => {
  const { rig, page, offer } = await pageRig(t);
  offer('s1', [weather]);
  const form = fieldsOf(await ask(page.url, { 'accept-language': 'de' }));
  const english = await ask(`${page.url}answer`, FORM, formOf({ ...form, answer: 'yes' }));
  assert.equal(english.headers.location, './?said=changed');
  for (const [fields, said] of [
    [{ ...form, answer: 'maybe' }, 'malformed'],
    [{ ...form, answer: 'later', delay: '-1' }, 'malformed'],
    [{ ...form, answer: 'later', delay: '99999999' }, 'malformed'],
    [{ ...form, set: 's2', answer: 'yes' }, 'gone'],
    [{ ...form, stage: 'install', answer: 'yes' }, 'gone'],
  ] as const) {
    const sent = await ask(`${page.url}answer`, { ...FORM, 'accept-language': 'de' }, formOf(fields));
    assert.equal(sent.headers.location, `./?said=${said}`);
  }
  assert.deepEqual(rig.reports(), []);
});

test('the page is for this machine, for who knows its address, and for no other page', async (t) => {
  const { page, offer } = await pageRig(t);
  offer('s1', [weather]);
  const { origin, port } = new URL(page.url);
  const form = formOf({ ...fieldsOf(await ask(page.url)), answer: 'yes' });
  const answer = `${page.url}answer`;
  for (const [what, said, code] of [
    ['another name for 127.0.0.1', ask(page.url, { host: `evil.example:${port}` }), 403],
    ['the name of this machine', ask(page.url, { host: `localhost:${port}` }), 200],
    ['no token', ask(`${origin}/`), 404],
    ['a wrong token', ask(`${origin}/${'A'.repeat(22)}/`), 404],
    ['the token without a slash', ask(page.url.slice(0, -1)), 404],
    ['a path that is none', ask(`${page.url}../etc`), 404],
    ['another method', ask(page.url, {}, undefined, 'DELETE'), 405],
    ['a form of another page', ask(answer, { ...FORM, origin: 'http://evil.example' }, form), 403],
    ['a form of another port', ask(answer, { ...FORM, origin: 'http://127.0.0.1:1' }, form), 403],
    ['a form of nowhere', ask(answer, { ...FORM, origin: 'null' }, form), 403],
    ['what a browser calls foreign', ask(answer, { ...FORM, 'sec-fetch-site': 'same-site' }, form), 403],
    ['another kind of body', ask(answer, { 'content-type': 'text/plain' }, form), 400],
    ['a malformed form', ask(answer, FORM, 'a'), 400],
    ['a form that is too long', ask(answer, FORM, `a=${'x'.repeat(LIMITS.formBytesMax)}`), 413],
    ['a form to another place', ask(page.url, FORM, form), 404],
    ['its own form', ask(answer, { ...FORM, origin, 'sec-fetch-site': 'same-origin' }, form), 303],
  ] as const) {
    assert.equal((await said).status, code, what);
  }
});

test('nothing on a page comes from elsewhere, and no other page may frame it', async (t) => {
  const { page } = await pageRig(t);
  for (const path of ['', 'history', 'catalogue', 'style.css', 'page.js']) {
    const { status, headers, body } = await ask(`${page.url}${path}`);
    assert.equal(status, 200, path);
    assert.match(String(headers['content-security-policy']), /^default-src 'none'; .*frame-ancestors 'none'/);
    assert.deepEqual([headers['x-content-type-options'], headers['cache-control']], ['nosniff', 'no-store']);
    assert.equal(/https?:\/\//.test(body), false, path);
  }
});

test('texts of a server are text, whatever is in them', async (t) => {
  const { page, rig } = await pageRig(t);
  const evil = { ...weather.member, title: '<img src=x onerror=alert(1)>', summary: '"><script>' };
  const set = { name: '"><b>', members: [evil], consent: POLICY };
  rig.download('DownloadInstallInactive', weather, set);
  const { body } = await ask(page.url);
  assert.ok(body.includes('&lt;img src=x onerror=alert(1)&gt;'));
  assert.equal(/<img|<script>|<b>/.test(body), false);
  const shown = shownText(shownTo(['en'], { members: [evil], policy: POLICY, versionNow: () => '1.4' }));
  assert.ok(shown.startsWith('<img'), 'evidence has the text itself');
});

test('watchers are told of a change; there are only so many', async (t) => {
  const { page, offer } = await pageRig(t);
  const watch = () =>
    new Promise<{ status: number; next(): Promise<string> }>((done, failed) => {
      const sent = request(`${page.url}events`, { agent: false });
      t.after(() => sent.destroy());
      sent.on('error', failed).end();
      sent.on('response', (response) => {
        const parts = response.setEncoding('utf8').iterator({ destroyOnReturn: false });
        response.on('error', () => undefined);
        done({ status: response.statusCode ?? 0, next: async () => String((await parts.next()).value) });
      });
    });
  const watchers = [];
  for (let i = 0; i <= LIMITS.pageWatchersMax; i += 1) watchers.push(await watch());
  assert.deepEqual(
    watchers.map(({ status }) => status),
    [...Array.from({ length: LIMITS.pageWatchersMax }, () => 200), 405],
  );
  assert.match((await watchers[0]?.next()) ?? '', /^retry/);
  assert.match((await watchers[0]?.next()) ?? '', /^data: changed/, 'the first look');
  offer('s1', [weather]);
  assert.match((await watchers[0]?.next()) ?? '', /^data: changed/);
});

test('the address stays the same at the next start; a port that is taken is an error', async (t) => {
  const { page, rig } = await pageRig(t);
  const address = readAddress(rig.context.state);
  assert.equal(page.url, `http://127.0.0.1:${address?.port}/${address?.token}/`);
  await page.close();
  const again = await openPage([rig.context], { port: address?.port ?? 0 });
  assert.equal(again.url, page.url);
  await again.close();
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  t.after(() => other.close());
  const taken = other.address();
  const port = typeof taken === 'object' && taken !== null ? taken.port : 0;
  await assert.rejects(openPage([rig.context], { port }), /EADDRINUSE/);
});

test('what is offered can be asked for, by its plain form; what became of it stands there too', async (t) => {
  const { rig, page, catalogue } = await pageRig(t);
  const { journal } = rig.context;
  catalogue({});
  const german = { 'accept-language': 'de' };
  const { body } = await ask(`${page.url}catalogue`, german);
  for (const text of ['Weather with maps', 'Wetter 2', '2,00 EUR, einmalig', 'Regenradar', 'Das möchte ich'])
    assert.ok(body.includes(text), text);
  const fields = { component: 'com.acme.weather', operation: 'Install' };
  const sent = await ask(`${page.url}ask`, FORM, formOf(fields));
  assert.deepEqual([sent.status, sent.headers.location], [303, 'catalogue?said=asked']);
  const [asked] = askedFor(journal, 9);
  assert.deepEqual([asked?.wish, asked?.by], [fields, 'user']);
  assert.match((await ask(`${page.url}catalogue`)).body, /Weather 2<\/strong> .*has not answered yet/);
  noteAnswer(
    journal,
    asked?.id ?? 0,
    { code: 200, answer: { answer: 'refused', reason: 'not <here>' } },
    NOW,
  );
  assert.match((await ask(`${page.url}catalogue`)).body, /Refused: not &lt;here&gt;/);
  assert.equal((await ask(`${page.url}ask`, FORM, '')).headers.location, 'catalogue?said=asked');
  assert.equal(askedFor(journal, 9)[0]?.wish, undefined, 'updates in general');
  for (const wrong of [
    { ...fields, operation: 'Explode' },
    { ...fields, component: '' },
  ])
    assert.equal(
      (await ask(`${page.url}ask`, FORM, formOf(wrong))).headers.location,
      'catalogue?said=malformed',
    );
  assert.equal(askedFor(journal, 9).length, 2);
});

test('the history has only so many lines, the newest ones', async (t) => {
  const { rig, page } = await pageRig(t);
  const { journal } = rig.context;
  for (let i = 0; i <= LIMITS.pageHistoryMax; i += 1) {
    const at = new Date(Date.parse(NOW) + i * 60_000).toISOString();
    const answer = {
      set: `s${i}`,
      answer: 'yes',
      by: 'page',
      at,
      shown: `text ${i}.`,
      shownDigest: '',
      deferrals: 0,
    };
    record(journal, { at, kind: 'consent', detail: JSON.stringify(answer) });
  }
  const { body } = await ask(`${page.url}history`);
  assert.equal(body.match(/<li /g)?.length, LIMITS.pageHistoryMax);
  assert.deepEqual(
    [body.includes('text 0.'), body.includes(`text ${LIMITS.pageHistoryMax}.`)],
    [false, true],
  );
});

test('more connections than are taken at once are closed', async (t) => {
  const { page } = await pageRig(t);
  const { port } = new URL(page.url);
  const open = async () => {
    const socket = connect(Number(port), '127.0.0.1');
    t.after(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  for (let i = 0; i < LIMITS.pageConnectionsMax; i += 1) await open();
  const extra = await open();
  await once(extra.resume(), 'close');
});
