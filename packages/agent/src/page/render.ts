import type { Context } from '../context.ts';
import { cataloguePage } from './catalogue-page.ts';
import { historyPage } from './history-page.ts';
import { homePage } from './home-page.ts';
import type { Html } from './html.ts';
import { layout } from './layout.ts';
import { offered, recentlyAsked } from './offers.ts';
import { pastEvents } from './past.ts';
import type { Said } from './requests.ts';
import { viewOf } from './view.ts';

const SAID: readonly Said[] = ['yes', 'no', 'later', 'changed', 'gone', 'malformed'];

/** The page at a path, in the best of the wanted languages; undefined when there is none. */
export async function render(
  context: Context,
  path: string,
  query: URLSearchParams,
  wanted: readonly string[],
): Promise<Html | undefined> {
  const view = await viewOf(context, wanted);
  switch (path) {
    case '':
      return layout(
        'home',
        view,
        homePage(
          view,
          SAID.find((word) => word === query.get('said')),
        ),
      );
    case 'history': {
      const names = new Map(view.running.map(({ id, name }) => [id, name]));
      return layout('history', view, historyPage(pastEvents(context, wanted, names), view.language));
    }
    case 'catalogue': {
      const said = [...SAID, 'asked' as const].find((word) => word === query.get('said'));
      const offers = await offered(context, wanted);
      return layout('catalogue', view, cataloguePage(view, offers, recentlyAsked(context), said));
    }
    default:
      return undefined;
  }
}
