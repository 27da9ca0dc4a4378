import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parseReport, type ScomoOrder } from '@scomo/scomo';
import { createExclusive } from '../src/base/mutex.ts';
import { parseConfig } from '../src/config.ts';
import type { GivenAnswer } from '../src/consent/questions.ts';
import type { Context } from '../src/context.ts';
import { deployedComponents } from '../src/installers/deployed.ts';
import { openJournal } from '../src/journal/journal.ts';
import { acceptOrder } from '../src/journal/orders.ts';
import { markAnswered, unanswered } from '../src/journal/spool.ts';
import { openInstaller } from '../src/privileged/open-installer.ts';
import { fileServer, serveBytes } from './file-server.ts';
import { freshFolder } from './folder.ts';
import { NOW, type RawSample, rootFile } from './packages.ts';

export const CONFIG = {
  serverUrl: 'http://127.0.0.1:9/dm',
  deviceId: 'IMEI:1',
  deviceType: 'gateway',
  authority: 'acme',
  serverId: 'scomo',
  clientName: 'dev',
  clientSecret: 'client secret of the test',
  serverSecret: 'server secret of the test',
  trustRoot: '/nowhere',
};

/** Jobs without sessions: orders are put into the journal, reports are taken out of it. */
export interface JobRig {
  readonly context: Context;
  answer: GivenAnswer['answer'] | undefined;
  /** What its clock shows. */
  now: string;
  /** Another one after a reboot. */
  bootId: string;
  /** The same state folder under a new agent, as after a kill. */
  restart(): Promise<JobRig>;
  order(order: Partial<ScomoOrder> & Pick<ScomoOrder, 'operation'>): void;
  download(
    operation: ScomoOrder['operation'],
    what: RawSample,
    set?: ScomoOrder['set'],
    installParams?: string,
  ): void;
  /** Where a package can be had. */
  urlOf(what: RawSample): string;
  /** Reports in the spool as `identifier code`; they count as answered from then on. */
  reports(): string[];
  /** Components as `name version state`. */
  components(): Promise<string[]>;
  readonly downloads: string[];
}

/** @param servers ServerIDs of the device's accounts; the context is that of the first. */
export async function jobRig(
  t: TestContext,
  samples: readonly RawSample[],
  servers: readonly string[] = [CONFIG.serverId],
): Promise<JobRig> {
  const state = freshFolder(t);
  mkdirSync(join(state, 'downloads'));
  const downloads: string[] = [];
  const server = await fileServer(t, (request, response) => {
    downloads.push(request.url ?? '');
    const found = samples.find(({ pkgId }) => request.url === `/${pkgId.slice(7)}`);
    if (found) serveBytes(request, response, found.bytes);
    else response.writeHead(404).end();
  });
  return openRig(t, state, { host: server.host, servers }, downloads);
}

async function openRig(
  t: TestContext,
  state: string,
  from: { readonly host: string; readonly servers: readonly string[] },
  requests: string[],
): Promise<JobRig> {
  const { host, servers } = from;
  const journal = openJournal(state);
  writeFileSync(join(state, 'root.json'), rootFile);
  const { serverId: _, ...account } = CONFIG;
  const config = parseConfig({
    ...account,
    accounts: servers.map((serverId) => ({ serverId })),
    serverUrl: `http://${host}/dm`,
    trustRoot: join(state, 'root.json'),
    installers: { dpkg: { root: join(state, 'root') } },
  });
  const [first] = config.accounts;
  assert.ok(first !== undefined);
  const { signal } = new AbortController();
  const downloads = join(state, 'downloads');
  const installer = await openInstaller({
    ...{ config, state, downloads, signal },
    now: () => NOW,
    say: () => undefined,
  });
  let open = true;
  const close = async () => {
    if (!open) return;
    open = false;
    await installer.close();
    journal.close();
  };
  t.after(close);
  const rig: JobRig = {
    answer: undefined,
    now: NOW,
    bootId: 'first',
    downloads: requests,
    context: {
      config: first,
      accounts: config.accounts,
      state,
      journal,
      installer,
      questions: {
        answerTo: ({ text }) =>
          rig.answer && { answer: rig.answer, by: 'terminal', laterSeconds: 60, shown: text },
        ask: async () => undefined,
        tell: () => undefined,
        who: 'the test',
        close: () => undefined,
      },
      wakeUps: {
        push: () => undefined,
        begin: () => undefined,
        giveBack: () => undefined,
        ignored: 0,
        close: () => undefined,
      },
      exclusive: createExclusive(),
      installing: createExclusive(),
      asking: createExclusive(),
      now: () => rig.now,
      bootId: () => rig.bootId,
      heard: () => undefined,
      say: () => undefined,
      progress: () => undefined,
      reportReady: () => undefined,
      workReady: () => undefined,
      signal,
    },
    async restart() {
      await close();
      return openRig(t, state, from, requests);
    },
    order(order) {
      const node = order.node ?? './SCOMO/Ext/Scomo/Sets/s';
      assert.ok(
        acceptOrder(
          journal,
          { serverId: 'scomo', uri: `${node}/Operations/${order.operation}`, node, ...order },
          NOW,
        ),
      );
    },
    download(operation, { pkgId, member }, set, installParams = '') {
      rig.order({
        operation,
        node: `./SCOMO/Download/${member.component}`,
        download: { pkgId, pkgUrl: `http://${host}/${pkgId.slice(7)}`, installParams },
        ...(set && { set }),
      });
    },
    urlOf: ({ pkgId }) => `http://${host}/${pkgId.slice(7)}`,
    reports: () =>
      unanswered(journal).flatMap(({ id, alert }) => {
        markAnswered(journal, id, 200, NOW);
        return alert.items.map((item) => {
          const { identifier, code, raw } = parseReport(item.data);
          if (code !== undefined) return `${identifier} ${code}`;
          const { answer, reason } = JSON.parse(raw) as { answer?: string; reason?: string };
          return answer ?? `held: ${reason}`;
        });
      }),
    components: async () =>
      deployedComponents(await installer.inventory(false), journal)
        .map(({ id, version, active, status }) => {
          const standing = `${active ? 'active' : 'inactive'}${status === 10 ? '' : ` ${status}`}`;
          return `${id.replace(/^.*[:.]/, '')} ${version} ${standing}`;
        })
        .sort(),
  };
  return rig;
}

export const setOf = (samples: readonly RawSample[], consent: NonNullable<ScomoOrder['set']>['consent']) => ({
  name: 's',
  members: samples.map(({ member }) => member),
  consent,
});
