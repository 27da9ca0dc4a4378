import { Type } from 'typebox';
import { DeviceId, Instant, pageOf } from './common.ts';

const recordFields = {
  key: Type.String(),
  deviceId: DeviceId,
  sessionId: Type.String({ description: 'As the device numbered it.' }),
  startedAt: Instant,
  endedAt: Type.Optional(Instant),
  messages: Type.Integer(),
  outcome: Type.String(),
};

export const Session = Type.Object(recordFields, { title: 'Session' });
export const SessionPage = pageOf('SessionPage', Session);

const Message = Type.Object(
  {
    index: Type.Integer(),
    at: Instant,
    direction: Type.Enum(['in', 'out']),
    encoding: Type.Enum(['xml', 'wbxml']),
    raw: Type.String({ description: 'The bytes, base64; credentials blanked.' }),
    model: Type.Unknown({
      description: 'The decoded message, or null when it is none. Octets: {"base64": …}.',
    }),
    xml: Type.Union([Type.String(), Type.Null()]),
    error: Type.Optional(Type.String()),
  },
  { title: 'SessionMessage' },
);

const Alert = Type.Object(
  {
    at: Instant,
    index: Type.Integer({ description: 'The message it came in.' }),
    code: Type.Integer({ description: '1224 client event, 1226 generic alert.' }),
    correlator: Type.Optional(Type.String()),
    items: Type.Array(
      Type.Object({
        source: Type.Optional(Type.String()),
        type: Type.Optional(Type.String()),
        format: Type.Optional(Type.String()),
        mark: Type.Optional(Type.String()),
        data: Type.Optional(Type.String({ description: 'Text, markup as XML; octets in base64.' })),
      }),
    ),
  },
  { title: 'ClientAlert' },
);

export const SessionDetail = Type.Object(
  {
    ...recordFields,
    alerts: Type.Array(Alert, {
      description: 'What the device told by itself, whether or not a task was waiting for it.',
    }),
    log: Type.Array(Message),
  },
  { title: 'SessionDetail' },
);
