import { LIMITS, parseManifest } from '../src/index.ts';
import { jsonBytes, manifestJson } from '../test/manifest-json.ts';
import { orRefused } from './or-refused.ts';

export const tokens: readonly string[] = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '""',
    'null',
    'true',
    '-1',
    '0',
    '1e3',
    '9007199254740993',
    '0.5',
    '\\u0000',
  ],
  ...[
    '"path":',
    '"mode":',
    '"size":',
    '"sha256":',
    '"files":',
    '"chunks":',
    '"chunkSize":',
    '"payloadBytes":',
  ],
  ...[
    '"activation":',
    '"probe":',
    '"argv":',
    '"timeoutMs":',
    '"counter":',
    '"expires":',
    '"__proto__":',
    '"a":1,',
  ],
  ...[
    '../',
    '/',
    './',
    '//',
    '\\\\',
    'bin/hello',
    '\u202e',
    '\ufeff',
    'é',
    '2026-02-30T00:00:00Z',
    'a'.repeat(64),
  ],
];
export const seeds: readonly Uint8Array[] = [
  jsonBytes(manifestJson()),
  jsonBytes({ ...manifestJson(), payload: 'deb' }),
  jsonBytes({
    ...manifestJson(),
    characteristics: {
      ...(manifestJson().characteristics as object),
      language: 'en',
      quality: 'q',
      notes: 'n',
      texts: { 'de-CH': { title: 't', permissions: ['p'] }, fr: {} },
    },
  }),
  jsonBytes({ ...manifestJson(), payload: 'exec:squashfs' }),
  jsonBytes({
    ...manifestJson(),
    requires: ['org.example.a >=1.2 <2'],
    conflicts: ['b'],
    compat: ['gateway-2'],
  }),
];

/** A manifest is refused, or in bounds, without paths that lead out, and the same when read again. */
export function fuzz(data: Uint8Array): void {
  const manifest = orRefused(() => parseManifest(data));
  if (manifest === undefined) return;
  if (manifest.chunks.length > LIMITS.chunksMax || manifest.files.length > LIMITS.filesMax)
    throw new Error('too many');
  for (const { path } of manifest.files) {
    const parts = path.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..') || /[\0\\]/.test(path))
      throw new Error(`path ${JSON.stringify(path)}`);
  }
  const text = JSON.stringify(manifest);
  if (JSON.stringify(parseManifest(new TextEncoder().encode(text))) !== text)
    throw new Error(`reads differently: ${text}`);
}
