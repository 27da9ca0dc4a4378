import { type TSchema, Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';
import { CLOSED, Instant, Text } from './common.ts';

const Uri = Type.String({ minLength: 1, maxLength: API_LIMITS.uriCharsMax });
const Seconds = Type.Integer({ minimum: 1, maximum: 999_999_999 });
const Choice = Type.Integer({ minimum: 1, maximum: API_LIMITS.alertChoicesMax });

const AlertOptions = Type.Object(
  {
    MINDT: Type.Optional(Seconds),
    MAXDT: Type.Optional(Seconds),
    DR: Type.Optional(
      Type.Union([Text, Type.Array(Choice, { maxItems: API_LIMITS.alertChoicesMax })], {
        description:
          'Default answer: "0" or "1" (1101), a text (1102), a number as text (1103), numbers (1104).',
      }),
    ),
    MAXLEN: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    IT: Type.Optional(
      Type.Enum(['A', 'N', 'D', 'T', 'P', 'I'], {
        description: 'Alphanumeric, numeric, date, time, phone number, IP address.',
      }),
    ),
    ET: Type.Optional(Type.Enum(['T', 'P'], { description: 'Text, or password: hidden while it is typed.' })),
  },
  { ...CLOSED, title: 'AlertOptions' },
);

const fields = {
  kind: Type.Enum(['get', 'add', 'replace', 'delete', 'copy', 'exec', 'atomic', 'sequence', 'alert']),
  uri: Type.Optional(Uri),
  source: Type.Optional(Uri),
  format: Type.Optional(Type.String({ maxLength: 32, description: '`chr` when absent.' })),
  type: Type.Optional(Type.String({ maxLength: API_LIMITS.textCharsMax })),
  data: Type.Optional(
    Type.String({
      maxLength: API_LIMITS.treeDataCharsMax,
      description: 'Text; base64 when `format` is `bin`.',
    }),
  ),
  correlator: Type.Optional(Type.String({ minLength: 1, maxLength: API_LIMITS.nameCharsMax })),
  code: Type.Optional(Type.Integer({ minimum: 0, maximum: 9999 })),
  text: Type.Optional(Text),
  options: Type.Optional(AlertOptions),
  choices: Type.Optional(Type.Array(Text, { maxItems: API_LIMITS.alertChoicesMax })),
};

const listOf = <T extends TSchema>(command: T) =>
  Type.Array(command, { minItems: 1, maxItems: API_LIMITS.treeCommandsMax });

const Innermost = Type.Object(fields, CLOSED);
const Inner = Type.Object({ ...fields, commands: Type.Optional(listOf(Innermost)) }, CLOSED);

/** As deep as the codec takes Atomic and Sequence inside each other, less one. */
export const TreeCommand = Type.Object(
  { ...fields, commands: Type.Optional(listOf(Inner)) },
  {
    ...CLOSED,
    title: 'TreeCommand',
    description:
      '`get`, `add`, `replace`, `delete` and `exec` need `uri`, `copy` needs `source` and `uri`, `atomic` and ' +
      '`sequence` need `commands`, `alert` needs `code` (1100-1104) and `text`.',
  },
);

export const NewTreeTask = Type.Object(
  {
    commands: listOf(TreeCommand),
    allowInvalid: Type.Optional(
      Type.Boolean({ description: 'Send also what the specification forbids, to see what the device says.' }),
    ),
    expiresInSeconds: Type.Optional(
      Type.Integer({
        minimum: API_LIMITS.taskSecondsMin,
        maximum: API_LIMITS.taskSecondsMax,
        default: API_LIMITS.taskSecondsDefault,
      }),
    ),
  },
  { ...CLOSED, title: 'NewTreeTask' },
);

const resultFields = {
  uri: Type.String(),
  format: Type.String(),
  type: Type.String(),
  data: Type.Optional(Type.String({ description: 'Text, markup as XML; absent where none came.' })),
  base64: Type.Optional(Type.Literal(true, { description: '`data` are octets, in base64.' })),
  cut: Type.Optional(Type.Literal(true, { description: 'The task had no room for the rest of `data`.' })),
};

export const CommandOutcome = Type.Object(
  {
    path: Type.Array(Type.Integer(), { description: 'Place in the order, then in each container, from 0.' }),
    kind: fields.kind,
    uri: Type.Optional(Type.String()),
    correlator: Type.Optional(Type.String()),
    sentAt: Type.Optional(Instant),
    tries: Type.Optional(Type.Integer()),
    status: Type.Optional(Type.Integer()),
    statusName: Type.Optional(Type.String()),
    answers: Type.Optional(
      Type.Array(Type.String(), {
        description: 'What the End User typed or chose, or a hint of the device.',
      }),
    ),
    results: Type.Optional(Type.Array(Type.Object(resultFields))),
    resultsLeftOut: Type.Optional(
      Type.Integer({ description: 'Nodes that the task had no room for: it keeps 256 Ki characters.' }),
    ),
    reports: Type.Optional(
      Type.Array(Type.Object({ ...resultFields, at: Instant, mark: Type.Optional(Type.String()) }), {
        description: 'Items of the Alert 1226 that carried the correlator of this exec.',
      }),
    ),
    unknown: Type.Optional(
      Type.Enum(['no status', 'session lost'], { description: 'Nobody knows whether it was done.' }),
    ),
    endedAt: Type.Optional(Instant),
  },
  { title: 'CommandOutcome' },
);
