import { REQUEST_LIMITS } from './limits.ts';
import { type OfferView, WISH_OPERATIONS, type Wish, type WishAnswer, type WishOperation } from './offer.ts';
import { isRecord, isText, membersFrom, parseJson } from './set-json.ts';

const ANSWERS: readonly WishAnswer['answer'][] = ['ordered', 'open', 'refused'];

/** An offer as it stands in the tree, undefined when malformed or over a limit. docs/scomo-extension.md */
export function parseOffer(json: string): OfferView | undefined {
  const value = json.length > REQUEST_LIMITS.offerCharsMax ? undefined : parseJson(json);
  if (!isRecord(value)) return undefined;
  const { offer, server, title, mode } = value;
  const members = membersFrom(value.members);
  const operations = operationsFrom(value.operations);
  if (!isText(offer) || offer === '' || !isText(server) || server === '') return undefined;
  if (!isText(title) || members === undefined) return undefined;
  if ((mode !== 'onRequest' && mode !== 'update') || operations === undefined) return undefined;
  return { offer, server, title, mode, operations, members };
}

/** A wish in the Data of a request; undefined when it names none. docs/scomo-extension.md */
export function parseWish(json: string): Wish | undefined {
  const value = json.length > REQUEST_LIMITS.wishCharsMax ? undefined : parseJson(json);
  if (!isRecord(value)) return undefined;
  const { component } = value;
  const operation = operationFrom(value.operation ?? 'Install');
  if (!isText(component) || component === '' || operation === undefined) return undefined;
  return { component, operation };
}

/** What a server says to a wish; undefined when it says nothing of the kind. docs/scomo-extension.md */
export function parseWishAnswer(json: string): WishAnswer | undefined {
  const value = json.length > REQUEST_LIMITS.wishCharsMax ? undefined : parseJson(json);
  if (!isRecord(value)) return undefined;
  const answer = ANSWERS.find((known) => known === value.answer);
  return answer !== undefined && isText(value.reason) ? { answer, reason: value.reason } : undefined;
}

function operationsFrom(value: unknown): readonly WishOperation[] | undefined {
  if (!Array.isArray(value) || value.length > WISH_OPERATIONS.length) return undefined;
  const known = value.map(operationFrom).filter((operation) => operation !== undefined);
  return known.length === value.length ? known : undefined;
}

function operationFrom(value: unknown): WishOperation | undefined {
  return WISH_OPERATIONS.find((known) => known === value);
}
