import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import axe from 'axe-core';
import type { Page as Tab } from 'playwright-core';
import { noBrowser, openTab, shoot } from '../../test/browser.ts';
import { NOW } from '../../test/packages.ts';
import { maps, POLICY, pageRig, weather } from '../../test/page-rig.ts';
import { setOf } from '../../test/rig.ts';
import { partialFile } from '../jobs/fetch-package.ts';
import { takeLock } from '../journal/locks.ts';
import { openOrders, setPhase } from '../journal/orders.ts';

/** What axe-core finds wrong with a page, WCAG 2.2 A and AA and best practice. */
async function faults(tab: Tab): Promise<string[]> {
  // As a string in a fresh world: the page itself allows no script but its own.
  const { violations } = (await tab.evaluate(`${axe.source}; axe.run()`)) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const LOOKS = [
  ['desktop', 'en', 'light'],
  ['phone', 'de', 'dark'],
  ['phone', 'en', 'light'],
] as const;

for (const [size, language, colorScheme] of LOOKS) {
  test(`every state, ${size} ${language} ${colorScheme}: no fault of accessibility, nothing wider than the screen`, {
    skip: noBrowser,
  }, async (t) => {
    const { page, offer, rig, catalogue } = await pageRig(t);
    const { journal, state } = rig.context;
    const tab = await openTab(t, { size, language, colorScheme });
    const look = async (name: string, path = '') => {
      await tab.goto(page.url + path);
      await shoot(tab, `${name}-${size}-${language}`);
      assert.deepEqual(await faults(tab), [], name);
      const wide = await tab.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.equal(wide, 0, `${name} scrolls sideways`);
    };
    await look('1-nothing');
    offer('s1', [weather, maps]);
    await look('2-question');
    await tab.locator('button[value=later]').click();
    await look('3-put-off');
    await tab.locator('button[value=yes]').click();
    rig.reports();
    for (const { id, order } of openOrders(journal)) {
      setPhase(journal, id, { name: 'downloading' }, NOW);
      writeFileSync(partialFile(state, order.download?.pkgId ?? ''), 'x'.repeat(500));
    }
    takeLock(journal, {
      owner: 'navigation',
      reason: 'driving',
      since: NOW,
      until: '2026-06-01T12:30:00.000Z',
    });
    rig.order({
      operation: 'ActivateSet',
      set: { ...setOf([weather], { mode: 'silent', deferralsMax: 0 }), name: 's2' },
    });
    await look('4-under-way');
    await tab.goto(`${page.url}history`);
    await tab.locator('summary').first().click();
    await shoot(tab, `5-history-${size}-${language}`);
    await look('6-history', 'history');
    await look('7-catalogue', 'catalogue');
    catalogue({});
    catalogue({ offer: 'of_2', title: 'Maps', mode: 'update', members: [maps.member] });
    await tab.goto(`${page.url}catalogue`);
    await tab.locator('#offers button').first().click();
    await look('8-offers', 'catalogue');
  });
}

test('by keyboard only, without a script: to the question, and an answer', { skip: noBrowser }, async (t) => {
  const { page, offer, rig } = await pageRig(t);
  offer('s1', [weather]);
  const tab = await openTab(t, { size: 'desktop', javaScript: false });
  await tab.goto(page.url);
  const focused = async () => (await tab.locator(':focus').innerText()).split('\n')[0];
  const reached: (string | undefined)[] = [];
  for (let i = 0; i < 5; i += 1) {
    await tab.keyboard.press('Tab');
    reached.push(await focused());
  }
  assert.deepEqual(reached, [
    'Skip to the content',
    'Overview',
    'History',
    'On offer',
    'Yes, download and install',
  ]);
  await tab.keyboard.press('Enter');
  await tab.getByRole('status').filter({ hasText: 'you said yes' }).waitFor();
  assert.deepEqual(rig.reports(), ['yes']);
});

test('an open page follows what happens, and leaves alone who is about to answer', {
  skip: noBrowser,
}, async (t) => {
  const { page, offer } = await pageRig(t);
  const tab = await openTab(t, { size: 'desktop' });
  await tab.goto(page.url);
  await tab.getByRole('heading', { level: 1, name: 'All is well' }).waitFor();
  offer('s1', [weather]);
  await tab.getByRole('heading', { name: 'Update Weather 2?' }).waitFor();
  await tab.getByRole('combobox').selectOption('14400');
  await tab.getByRole('combobox').focus();
  offer('s2', [maps], { ...POLICY, deferralsMax: 0 });
  await tab.getByRole('heading', { level: 1, name: '2 questions' }).waitFor();
  assert.equal(await tab.getByRole('combobox').inputValue(), '14400');
  await tab.getByRole('link', { name: 'History' }).focus();
  offer('s3', [weather]);
  await tab.getByRole('heading', { name: 'Install Maps 5?' }).waitFor();
});
