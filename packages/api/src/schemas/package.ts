import { Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';
import { CLOSED, ComponentId, Digest, Id, Instant, pageOf } from './common.ts';

const Names = Type.Array(Type.String());

const Text = Type.Optional(Type.String());

/** What packages say of themselves beside the first texts, which every one has. */
export const MORE_TEXTS = {
  quality: Text,
  notes: Text,
  language: Type.Optional(Type.String({ description: 'BCP 47 tag of the texts; English when absent.' })),
  texts: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Object({
        title: Text,
        summary: Text,
        price: Text,
        permissions: Type.Optional(Names),
        quality: Text,
        notes: Text,
      }),
      { description: 'The same in other languages, by BCP 47 tag.' },
    ),
  ),
};

/** The signed description inside the file, as the vendor's keys signed it. */
export const Manifest = Type.Object(
  {
    authority: Type.String(),
    component: ComponentId,
    version: Type.String(),
    counter: Type.Integer(),
    epoch: Type.Integer(),
    compat: Names,
    requires: Names,
    conflicts: Names,
    issued: Instant,
    expires: Instant,
    payload: Type.String({ pattern: '^(tree|deb|flatpak|npm|exec:[a-z][a-z0-9-]{0,31})$' }),
    files: Type.Array(
      Type.Object({ path: Type.String(), mode: Type.Integer(), size: Type.Integer(), sha256: Digest }),
    ),
    chunkSize: Type.Integer(),
    chunks: Type.Array(Digest),
    payloadBytes: Type.Integer(),
    activation: Type.Optional(
      Type.Object({
        start: Type.Optional(Names),
        probe: Type.Optional(Type.Object({ argv: Names, timeoutMs: Type.Integer() })),
      }),
    ),
    characteristics: Type.Object({
      title: Type.String(),
      provider: Type.String(),
      summary: Type.String(),
      price: Type.String(),
      permissions: Names,
      ...MORE_TEXTS,
    }),
  },
  { title: 'Manifest' },
);

export const Package = Type.Object(
  {
    id: Id,
    component: ComponentId,
    version: Type.String(),
    digest: Digest,
    bytes: Type.Integer(),
    manifest: Manifest,
    published: Type.Boolean(),
    createdAt: Instant,
  },
  { title: 'Package' },
);
export const PackagePage = pageOf('PackagePage', Package);

export const NewRelease = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: API_LIMITS.nameCharsMax }),
    packageIds: Type.Array(Id, { minItems: 1, maxItems: API_LIMITS.releasePackagesMax }),
    atomic: Type.Optional(Type.Boolean({ default: true, description: 'All or none.' })),
  },
  { ...CLOSED, title: 'NewRelease' },
);

export const Release = Type.Object(
  {
    id: Id,
    name: Type.String(),
    packageIds: Type.Array(Id),
    atomic: Type.Boolean(),
    createdAt: Instant,
  },
  { title: 'Release' },
);
export const ReleasePage = pageOf('ReleasePage', Release);
