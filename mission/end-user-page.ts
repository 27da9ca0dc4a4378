import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { DeviceBox } from '@scomo/simulator';

/** What the page of a device asks, as a browser without scripts has it. */
export interface Asked {
  readonly heading: string;
  /** Label and value of everything that is shown of each component. */
  readonly rows: readonly (readonly [string, string])[];
  readonly fields: Readonly<Record<string, string>>;
}

/** The End User at a browser that wants these languages. */
export interface EndUser {
  /** Waits until something is asked about this stage. */
  question(stage: 'download' | 'install'): Promise<Asked>;
  /** Presses a button; gives what the page says then. */
  press(asked: Asked, answer: 'yes' | 'no' | 'later', delay?: number): Promise<string>;
  read(path: string): Promise<string>;
}

export async function endUser(box: DeviceBox, language: string): Promise<EndUser> {
  const { output } = await box.agent('page');
  const url = output.trim();
  const headers = { 'accept-language': language };
  const read = async (path: string) => {
    const answer = await fetch(url + path, { headers });
    assert.equal(answer.status, 200, path);
    return answer.text();
  };
  return {
    read,
    async question(stage) {
      for (let tries = 0; tries < 300; tries += 1) {
        const asked = askedOn(await read(''));
        if (asked?.fields.stage === stage) return asked;
        await wait(100);
      }
      throw new Error(`nothing was asked about the ${stage}`);
    },
    async press({ fields }, answer, delay = 0) {
      const body = new URLSearchParams({ ...fields, answer, delay: String(delay) });
      const sent = await fetch(`${url}answer`, { method: 'POST', headers, body });
      assert.equal(sent.status, 200);
      return /<p class="said [^>]*>([^<]*)/.exec(await sent.text())?.[1] ?? '';
    },
  };
}

function askedOn(page: string): Asked | undefined {
  const form = /<section class="card ask.*?<\/section>/s.exec(page)?.[0];
  if (form === undefined) return undefined;
  const rows = [...form.matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)];
  const hidden = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  return {
    heading: /<h2[^>]*>([^<]*)/.exec(form)?.[1] ?? '',
    rows: rows.map(([, label = '', value = '']) => [label, value]),
    fields: Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])),
  };
}
