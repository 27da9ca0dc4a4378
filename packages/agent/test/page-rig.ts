import type { TestContext } from 'node:test';
import type { ConsentPolicy, OfferView, SetMember } from '@scomo/scomo';
import { leaf, putNode } from '@scomo/tree';
import { runJobs } from '../src/jobs/run-jobs.ts';
import { writeFact } from '../src/journal/facts.ts';
import { openPage, type Page } from '../src/page/open-page.ts';
import { loadTree, MO_ROOT, saveTree } from '../src/session/device-tree.ts';
import { NOW, type Sample, sample } from './packages.ts';
import { type JobRig, jobRig } from './rig.ts';

/** Weather and maps as a vendor would describe them, in two languages. */
const WEATHER = {
  ...{ title: 'Weather 2', provider: 'Acme Ltd', summary: 'Shows the weather of the next seven days.' },
  ...{ price: '2.00 EUR, once', permissions: ['location, only while it is open', 'network'] },
  ...{
    quality: 'Answers within a second; works offline for a day',
    notes: 'New: rain radar. Replaces Weather 1.',
  },
  texts: {
    de: {
      ...{
        title: 'Wetter 2',
        summary: 'Zeigt das Wetter der nächsten sieben Tage.',
        price: '2,00 EUR, einmalig',
      },
      permissions: ['Standort, nur solange es offen ist', 'Netz'],
      ...{
        quality: 'Antwortet in einer Sekunde; einen Tag ohne Netz',
        notes: 'Neu: Regenradar. Ersetzt Wetter 1.',
      },
    },
  },
};
const MAPS = {
  ...{ title: 'Maps 5', provider: 'Acme Ltd', summary: 'Maps for Weather.', price: 'free', permissions: [] },
  texts: { de: { title: 'Karten 5', summary: 'Karten für das Wetter.', price: 'kostenlos' } },
};

export const weather1 = sample('com.acme.weather', '1.4', {
  characteristics: { title: 'Weather 1', provider: 'Acme Ltd', summary: '', price: 'free', permissions: [] },
});
export const weather = sample('com.acme.weather', '2.0', {
  counter: 2,
  compat: ['gateway'],
  characteristics: WEATHER,
});
export const maps = sample('com.acme.maps', '5.1', { characteristics: MAPS });

/** A member as a server of ours announces it. */
function announced({ member, verified }: Sample): SetMember {
  const { compat, characteristics } = verified.manifest;
  return { ...member, ...characteristics, compat };
}

export const POLICY: ConsentPolicy = {
  ...{ mode: 'ask', deferralsMax: 2, deadline: '2026-06-05T12:00:00Z' },
  blackout: [{ from: '22:00', to: '06:00' }],
};

export interface PageRig {
  readonly rig: JobRig;
  readonly page: Page;
  /** The server lets the End User ask for this. */
  catalogue(offer: Partial<OfferView>): void;
  /** A server wants these on the device, together. */
  offer(set: string, samples: readonly Sample[], policy?: ConsentPolicy): void;
}

/** A device with Weather 1 on it, and its page. */
export async function pageRig(t: TestContext): Promise<PageRig> {
  const rig = await jobRig(t, [weather1, weather, maps]);
  const { context } = rig;
  rig.download('DownloadInstall', weather1);
  await runJobs(context);
  rig.reports();
  writeFact(context.journal, 'lastSession scomo', { at: NOW, ok: true, detail: 'done' });
  const page = await openPage([context], { port: 0 });
  t.after(() => page.close());
  return {
    rig,
    page,
    catalogue(over) {
      const offer: OfferView = {
        ...{ offer: 'of_1', server: 'scomo', title: 'Weather with maps', mode: 'onRequest' },
        ...{ operations: ['Install', 'Remove'], members: [announced(weather), announced(maps)] },
        ...over,
      };
      const uri = `${MO_ROOT}/Ext/Scomo/Offers/${offer.offer}`;
      saveTree(context, putNode(loadTree(context), uri, leaf(JSON.stringify(offer))));
    },
    offer(name, samples, consent = POLICY) {
      const set = { name, members: samples.map(announced), consent };
      for (const each of samples) rig.download('DownloadInstallInactive', each, set);
    },
  };
}
