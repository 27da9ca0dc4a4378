import { type UiLanguage, uiLanguage } from '@scomo/scomo';
import type { Context } from '../context.ts';
import { deployedComponents } from '../installers/deployed.ts';
import { readFact } from '../journal/facts.ts';
import type { LastSession } from '../session/run-session.ts';
import { type Doing, doingNow } from './doing.ts';
import { type Asking, openRequests } from './requests.ts';

/** A program on the device. */
export interface Running {
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly active: boolean;
  readonly broken?: string;
}

/** Everything that the overview shows. */
export interface View {
  readonly language: UiLanguage;
  readonly authority: string;
  readonly device: { readonly id: string; readonly type: string };
  /** With whichever server it was last. */
  readonly contact?: LastSession;
  readonly requests: readonly Asking[];
  readonly doing: readonly Doing[];
  readonly running: readonly Running[];
  /** Programs that came without us. */
  readonly others: number;
}

export async function viewOf(context: Context, wanted: readonly string[]): Promise<View> {
  const { config, accounts, journal } = context;
  const found = await context.installer.inventory(false);
  const broken = new Map(found.active.map(({ id, broken: why }) => [id, why]));
  const ours = deployedComponents(found, journal).filter(({ pkgId }) => pkgId !== '');
  const [contact] = accounts
    .map(({ serverId }) => readFact<LastSession>(journal, `lastSession ${serverId}`))
    .filter((last) => last !== undefined)
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const authorities = new Set(accounts.map(({ authority }) => authority));
  return {
    language: uiLanguage(wanted),
    authority: new Intl.ListFormat(uiLanguage(wanted)).format(authorities),
    device: { id: config.deviceId, type: config.deviceType },
    ...(contact === undefined ? {} : { contact }),
    requests: await openRequests(context, wanted),
    doing: doingNow(context, wanted),
    running: ours.map(({ id, version, name, active }) => {
      const why = broken.get(id);
      return { id, version, name: name || id, active, ...(why === undefined ? {} : { broken: why }) };
    }),
    others: found.active.filter(({ pkgId }) => pkgId === '').length,
  };
}
