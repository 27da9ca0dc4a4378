import { resolve } from 'node:path';
import { formatBytes, type OfferView, parseWish, WISH_OPERATIONS, type Wish } from '@scomo/scomo';
import { openAgent } from '../agent.ts';
import { type DeviceConfig, loadConfig } from '../config.ts';
import { plainLines } from '../consent/plain-lines.ts';
import { nobody } from '../consent/questions.ts';
import { callControl } from '../control/call-control.ts';
import { type Asked, askAll, ControlError } from '../control/verbs.ts';
import { openOrders } from '../journal/orders.ts';
import { listOffers } from '../requests/offers.ts';
import { type AskedFor, askedFor, wordsOf } from '../requests/requests.ts';
import { looking } from './look.ts';
import { needed, PLACE_OPTIONS, readOptions, UsageError } from './options.ts';

const OPTIONS = { ...PLACE_OPTIONS, json: { type: 'boolean', default: false } } as const;

/** Asks the servers for updates. Exit 0: answered, 4: no answer yet. */
export async function updates(args: readonly string[]): Promise<number> {
  const options = readOptions(args, OPTIONS);
  return show(await asked(options, undefined), options.json);
}

/** Asks for a component by its name. Exit 0: it comes, 1: refused, 4: no answer yet. */
export async function request(args: readonly string[]): Promise<number> {
  const options = readOptions(args, {
    ...OPTIONS,
    component: { type: 'string' },
    operation: { type: 'string', default: 'Install' },
  });
  const wish = parseWish(
    JSON.stringify({ component: needed(options.component, 'component'), operation: options.operation }),
  );
  if (wish === undefined) throw new UsageError(`--operation must be one of ${WISH_OPERATIONS.join(', ')}`);
  return show(await asked(options, wish), options.json);
}

/** What the servers offer, as of the last `updates`. */
export async function offers(args: readonly string[]): Promise<number> {
  const { json, config: path, state } = readOptions(args, OPTIONS);
  const config = loadConfig(path);
  const found = await looking(state, async (journal) => listOffers({ journal, accounts: config.accounts }));
  if (json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else process.stdout.write(`${found.length === 0 ? NO_OFFERS : found.map(offerText).join('\n')}\n`);
  return 0;
}

const NO_OFFERS = 'Nothing is offered, or nobody has asked yet: scomo-agent updates asks.';

function offerText({ title, mode, operations, members }: OfferView): string {
  const lines = members.map(
    ({ component, version, bytes, provider, price }) =>
      `  ${component} ${version}, ${formatBytes(bytes)}, by ${provider || 'not stated'}, price: ${price || 'not stated'}`,
  );
  const what = mode === 'update' ? 'comes by itself as an update' : 'on request';
  return plainLines([`${title} (${what}; ${operations.join(', ')})`, ...lines].join('\n'));
}

/** By the agent that runs, else by one that does this and what follows from it. */
async function asked(
  options: { readonly config: string; readonly state: string },
  wish: Wish | undefined,
): Promise<Asked> {
  const config = loadConfig(options.config);
  const state = resolve(options.state);
  try {
    const told = await callControl(state, { do: 'ask', ...(wish === undefined ? {} : { wish }) });
    return told === undefined ? await askAlone(config, state, wish) : (told as Asked);
  } catch (error) {
    if (error instanceof ControlError) throw new UsageError(error.message);
    throw error;
  }
}

async function askAlone(config: DeviceConfig, state: string, wish: Wish | undefined): Promise<Asked> {
  const agent = await openAgent({
    ...{ config, state, signal: new AbortController().signal, questions: () => nobody },
    say: () => undefined,
    progress: () => undefined,
  });
  try {
    const { journal } = agent.context;
    const ids = askAll(agent.contexts, wish);
    await agent.once();
    const requests = askedFor(journal, ids.length).filter(({ id }) => ids.includes(id));
    return { requests, orders: openOrders(journal).length };
  } finally {
    await agent.close();
  }
}

function show(asked: Asked, json: boolean): number {
  if (json) process.stdout.write(`${JSON.stringify(asked, null, 2)}\n`);
  else process.stdout.write(`${plainLines(textOf(asked))}\n`);
  const [first] = asked.requests;
  if (first?.code === undefined) return 4;
  return asked.requests.some(isRefused) ? 1 : 0;
}

function isRefused({ code = 0, answer }: AskedFor): boolean {
  return code >= 300 || answer?.answer === 'refused';
}

function textOf({ requests, orders }: Asked): string {
  const lines = requests.map(({ serverId, wish, code, answer }) => {
    const what = wordsOf(wish);
    if (code === undefined) return `${serverId} has not answered yet; ${what} stays asked for`;
    if (answer !== undefined) return `${what}: ${answer.answer}, ${answer.reason}`;
    return code < 300 ? `${serverId} was asked for ${what}` : `${serverId} does not take it (${code})`;
  });
  const open = orders === 0 ? 'Nothing is to be done now.' : `${orders} orders are open: scomo-agent status`;
  return [...lines, open].join('\n');
}
