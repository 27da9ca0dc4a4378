import { Type } from 'typebox';

export const Limits = Type.Record(Type.String(), Type.Number(), { title: 'Limits' });

export const Whoami = Type.Object(
  { name: Type.String(), scopes: Type.Array(Type.String()) },
  { title: 'Whoami' },
);
