import { type Shown, shownTo, type UiLanguage } from '@scomo/scomo';
import type { Context } from '../context.ts';
import type { ConsentRequest } from './consent-request.ts';
import { askerOf } from './naming-server.ts';

/** What the End User sees of a request, in the best of the wanted languages. Mission row C3 */
export async function showRequest(
  context: Pick<Context, 'installer' | 'accounts'>,
  { members, policy, serverId }: ConsentRequest,
  wanted: readonly string[],
): Promise<Shown> {
  const { active } = await context.installer.inventory(false);
  const versionNow = (id: string) => active.find((component) => component.id === id)?.version;
  const asker = askerOf(context, serverId);
  return shownTo(wanted, {
    members,
    policy,
    versionNow,
    when: moment,
    ...(asker !== undefined && { asker }),
  });
}

const LOCALE = { en: 'en-GB', de: 'de-DE' } as const satisfies Record<UiLanguage, string>;

/** A moment by the device's clock, for people: `Saturday, 31 January 2026 at 13:00 CET`. */
export function moment(iso: string, language: UiLanguage): string {
  return new Intl.DateTimeFormat(LOCALE[language], {
    ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  }).format(new Date(iso));
}
