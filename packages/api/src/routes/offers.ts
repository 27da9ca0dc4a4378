import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { Id, pageQuery } from '../schemas/common.ts';
import { NewOffer, Offer, OfferPage } from '../schemas/offer.ts';

const params = Type.Object({ id: Id });

export const offerRoutes = {
  listOffers: {
    method: 'GET',
    path: '/offers',
    summary: 'List offers',
    scope: 'offers:read',
    query: Type.Object(pageQuery),
    responses: { 200: OfferPage },
    problems: [],
  },
  createOffer: {
    method: 'POST',
    path: '/offers',
    summary: 'Let devices ask for a release',
    scope: 'offers:write',
    body: NewOffer,
    responses: { 201: Offer },
    problems: ['release_unknown', 'device_type_unknown'],
  },
  getOffer: {
    method: 'GET',
    path: '/offers/{id}',
    summary: 'Get an offer',
    scope: 'offers:read',
    params,
    responses: { 200: Offer },
    problems: ['not_found'],
  },
  endOffer: {
    method: 'DELETE',
    path: '/offers/{id}',
    summary: 'End an offer; what was ordered before goes on',
    scope: 'offers:write',
    params,
    responses: { 200: Offer },
    problems: ['not_found', 'offer_over'],
  },
} as const satisfies Record<string, Route>;
