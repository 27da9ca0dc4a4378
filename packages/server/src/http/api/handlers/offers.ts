import { API_LIMITS } from '@scomo/api';
import { createOffer, endOffer } from '@scomo/fleet';
import { failureOf, type Handlers, notFound, pageRequest } from '../handler.ts';

export const offerHandlers: Handlers<'listOffers' | 'createOffer' | 'getOffer' | 'endOffer'> = {
  async listOffers({ query }, { store }) {
    return { status: 200, body: await store.offers(pageRequest(query, API_LIMITS.pageItemsDefault)) };
  },
  async createOffer({ body }, context) {
    const created = await createOffer(body, context);
    return created.ok ? { status: 201, body: created.value } : failureOf(created.problem);
  },
  async getOffer({ params }, { store }) {
    const offer = await store.offer(params.id);
    return offer === undefined ? notFound('offer', params.id) : { status: 200, body: offer };
  },
  async endOffer({ params }, context) {
    const ended = await endOffer(params.id, context);
    return ended.ok ? { status: 200, body: ended.value } : failureOf(ended.problem);
  },
};
