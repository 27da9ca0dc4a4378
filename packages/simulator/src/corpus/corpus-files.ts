import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { API_CASES } from './api-cases.ts';
import { AUTH_CASES } from './auth-cases.ts';
import { BOOTSTRAP_CASES } from './bootstrap-cases.ts';
import { AREAS, type Area, type Case, type Sidecar, slug } from './case.ts';
import { HTTP_CASES } from './http-cases.ts';
import { OBJECT_CASES } from './object-cases.ts';
import { PACKAGE0_CASES } from './package0-cases.ts';
import { SESSION_CASES } from './session-cases.ts';
import { TNDS_CASES } from './tnds-cases.ts';
import { URI_CASES } from './uri-cases.ts';
import { WBXML_CASES } from './wbxml-cases.ts';
import { XML_CASES } from './xml-cases.ts';

/** Every case by its area, as written by hand. */
export const CASES: Readonly<Record<Area, readonly Case[]>> = {
  xml: XML_CASES,
  wbxml: WBXML_CASES,
  session: SESSION_CASES,
  auth: AUTH_CASES,
  http: HTTP_CASES,
  api: API_CASES,
  uri: URI_CASES,
  tnds: TNDS_CASES,
  object: OBJECT_CASES,
  package0: PACKAGE0_CASES,
  bootstrap: BOOTSTRAP_CASES,
};

export const CORPUS: string = resolve(import.meta.dirname, '../../../../corpus/bad');

/** A file of the corpus with what stands beside it. */
export interface CorpusFile extends Case {
  readonly area: Area;
  readonly name: string;
}

/** Writes every case to `corpus/bad`; what was there before is removed. Two cases must not have one name. */
export function writeCorpus(): number {
  let written = 0;
  for (const area of AREAS) {
    const folder = join(CORPUS, area);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { bytes, sidecar } of CASES[area]) {
      const path = join(folder, slug(sidecar.why));
      writeFileSync(`${path}.bin`, bytes, { flag: 'wx' });
      writeFileSync(`${path}.json`, `${JSON.stringify(sidecar, null, 2)}\n`);
      written += 1;
    }
  }
  return written;
}

/** Every file of the corpus, in a fixed order. */
export function readCorpus(): readonly CorpusFile[] {
  return AREAS.flatMap((area) =>
    globSync(join(CORPUS, area, '*.json'))
      .sort()
      .map((path) => {
        const sidecar: Sidecar = JSON.parse(readFileSync(path, 'utf8'));
        const bytes = new Uint8Array(readFileSync(path.replace(/json$/, 'bin')));
        return { area, name: `${area}/${basename(path, '.json')}`, bytes, sidecar };
      }),
  );
}
