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

export const SessionDetail = Type.Object(
  { ...recordFields, log: Type.Array(Message) },
  { title: 'SessionDetail' },
);
