import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import { listOffers } from '../requests/offers.ts';
import { recentlyAsked } from './offers.ts';
import { pastEvents } from './past.ts';
import { viewOf } from './view.ts';

/** Open pages that are told when something has changed, as server-sent events. */
export interface Watchers {
  /** False: there are too many. */
  add(response: ServerResponse, headers: OutgoingHttpHeaders): boolean;
  close(): void;
}

/** Looks every second, but only while somebody watches. */
export function createWatchers(context: Context): Watchers {
  const open = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  let shown = '';
  let closed = false;
  const look = async () => {
    const past = pastEvents(context, ['en'], new Map()).length;
    const state = [await viewOf(context, ['en']), past, listOffers(context), recentlyAsked(context)];
    // When something was last seen is no change by itself.
    const now = JSON.stringify(state, (key, value: unknown) => (key === 'at' ? undefined : value));
    if (now !== shown) for (const response of open) response.write('data: changed\n\n');
    shown = now;
  };
  const schedule = () => {
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => context.say(`page: ${String(error)}`))
        .finally(() => !closed && open.size > 0 && schedule());
    }, LIMITS.pageWatchMs);
  };
  return {
    add(response, headers) {
      if (open.size >= LIMITS.pageWatchersMax) return false;
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
      response.write('retry: 3000\n\n');
      if (open.size === 0) schedule();
      open.add(response);
      response.on('close', () => {
        open.delete(response);
        if (open.size === 0) clearTimeout(timer);
      });
      return true;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      for (const response of open) response.destroy();
    },
  };
}
