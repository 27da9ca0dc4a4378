import type { NewOffer, OfferView } from '@scomo/api';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../package/options.ts';
import { groupCommand, run, subcommand } from './action.ts';
import { connect } from './connection.ts';
import { DELIVERY_WAYS } from './delivery-option.ts';
import { type Column, moment, printList, printOne } from './output.ts';

const COLUMNS: readonly Column<OfferView>[] = [
  ['offer', (offer) => offer.id],
  ['title', (offer) => offer.title],
  ['release', (offer) => offer.releaseId],
  ['mode', (offer) => offer.mode],
  ['for', (offer) => [...offer.deviceTypes, ...offer.deviceIds].join('\n')],
  ['operations', (offer) => offer.operations.join(' ')],
  ['ended', (offer) => moment(offer.endedAt)],
];

const OPERATIONS = ['Install', 'InstallInactive', 'Download', 'Activate', 'Deactivate', 'Remove'] as const;

interface CreateOptions {
  readonly type?: readonly string[];
  readonly device?: readonly string[];
  readonly update?: boolean;
  readonly operations?: NewOffer['operations'];
  readonly consent?: 'ask' | 'tell' | 'silent';
  readonly deferrals: number;
  readonly delivery?: NewOffer['delivery'];
  readonly json?: boolean;
}

/** `scomo offer …` */
export function offerCommands(program: Command): void {
  const group = groupCommand(program, 'offer', 'What devices may ask for by themselves.');
  createOffer(group);
  listOffers(group);
  const show = subcommand(group, 'show <id>', 'Show an offer.', 'scomo offer show of_01h…').option(
    '--json',
    'print JSON',
  );
  show.action(
    run(show, async (id: string, { json }: { readonly json?: boolean }) =>
      print(await connect().getOffer({ params: { id } }), json),
    ),
  );
  const end = subcommand(
    group,
    'end <id>',
    'Nobody may ask for it any more. What was ordered before goes on.',
    'scomo offer end of_01h…',
  );
  end.action(
    run(end, async (id: string) => {
      const { title } = await connect().endOffer({ params: { id } });
      console.log(`"${title}" is offered no more.`);
    }),
  );
}

function createOffer(group: Command): void {
  const command = subcommand(
    group,
    'create <title> <releaseId>',
    'Let devices ask for a release.',
    [
      'scomo offer create "Weather" re_01h… --type gateway',
      'scomo offer create "Weather" re_01h… --type gateway --update --consent silent',
    ].join('\n  '),
  )
    .option('--type <name...>', 'every device of these types may ask')
    .option('--device <id...>', 'these devices may ask')
    .option('--update', 'given by itself to a device that asks for updates and has an older version')
    .addOption(
      new Option('--operations <name...>', 'what may be asked for (default: Install Remove)').choices(
        OPERATIONS,
      ),
    )
    .addOption(
      new Option('--consent <mode>', 'how the End User is involved').choices(['ask', 'tell', 'silent']),
    )
    .option('--deferrals <n>', 'how often the End User may say "later"', wholeNumber, 3)
    .addOption(new Option('--delivery <way>', 'how the packages come to the device').choices(DELIVERY_WAYS))
    .option('--json', 'print JSON');
  command.action(
    run(command, async (title: string, releaseId: string, options: CreateOptions) => {
      if (options.type === undefined && options.device === undefined)
        command.error('error: say who may ask: --type or --device', { exitCode: 2 });
      const { type, device, operations, consent, deferrals, delivery } = options;
      const offer = await connect().createOffer({
        body: {
          ...{ title, releaseId, mode: options.update === true ? 'update' : 'onRequest' },
          ...(type === undefined ? {} : { deviceTypes: type }),
          ...(device === undefined ? {} : { deviceIds: device }),
          ...(operations === undefined ? {} : { operations }),
          ...(consent === undefined ? {} : { consent: { mode: consent, deferralsMax: deferrals } }),
          ...(delivery === undefined ? {} : { delivery }),
        },
      });
      print(offer, options.json);
    }),
  );
}

function listOffers(group: Command): void {
  const list = subcommand(group, 'list', 'List offers.', 'scomo offer list').option('--json', 'print JSON');
  list.action(
    run(list, async ({ json }: { readonly json?: boolean }) => {
      const { items } = await connect().listOffers({ query: { limit: 500 } });
      printList(
        items,
        COLUMNS,
        json,
        'No offers yet. Create one: scomo offer create TITLE RELEASE --type TYPE',
      );
    }),
  );
}

function print(offer: OfferView, json: boolean | undefined): void {
  printOne(
    offer,
    COLUMNS.map(([heading, show]) => [heading, show(offer)]),
    json,
  );
}
