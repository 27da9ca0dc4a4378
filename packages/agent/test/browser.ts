import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
/** Not in the repository: to be looked at. */
const SHOTS = resolve(import.meta.dirname, '../../../.cache/screenshots');

/** Why there is no browser, if there is none: tests skip with it. */
export const noBrowser = existsSync(CHROMIUM) ? false : `${CHROMIUM} is not here (tools/setup-system)`;

export const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const;

export interface View {
  readonly size: keyof typeof SIZES;
  readonly language?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScript?: boolean;
}

/** A tab in a real Chromium, closed with the test. */
export async function openTab(t: TestContext, { size, language = 'en', ...more }: View): Promise<Page> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  t.after(() => browser.close());
  const context = await browser.newContext({
    viewport: SIZES[size],
    locale: language,
    colorScheme: more.colorScheme ?? 'light',
    javaScriptEnabled: more.javaScript ?? true,
  });
  return context.newPage();
}

/** Keeps what the tab shows, from top to bottom. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}
