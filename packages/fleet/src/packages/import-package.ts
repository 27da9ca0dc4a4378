import type { Manifest, PackageCrypto } from '@scomo/delivery';
import type { Package } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { FleetStore } from '../ports.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { checkPackageFile, type PackageFile } from './check-package-file.ts';

export interface ImportEnv extends UseCaseEnv {
  readonly crypto: PackageCrypto;
  /** The authority's signed root file. */
  readonly trustRoot: Uint8Array;
  /** Makes the file durable under its digest; asked only for a file that was found good. */
  keep(): Promise<void>;
}

/** Takes a verified file into the catalogue. The same file again gives the package that is there. */
export async function importPackage(
  file: PackageFile,
  env: ImportEnv,
): Promise<Outcome<{ readonly pkg: Package; readonly created: boolean }>> {
  const checked = await checkPackageFile(file, env.trustRoot, env.ports.now(), env.crypto);
  if (!checked.ok) return checked;
  const { manifest } = checked.value;
  const known = await env.store.packageByDigest(file.digest);
  if (known === undefined && (await isTaken(env.store, manifest))) return taken(manifest);
  await env.keep();
  if (known !== undefined) return done({ pkg: known, created: false });
  const pkg: Package = {
    id: env.ports.newId('pk_'),
    component: manifest.component,
    version: manifest.version,
    digest: file.digest,
    bytes: file.bytes,
    manifest,
    published: false,
    createdAt: env.ports.now(),
  };
  if (await env.store.createPackage(pkg)) return done({ pkg, created: true });
  const rival = await env.store.packageByDigest(file.digest);
  return rival === undefined ? taken(manifest) : done({ pkg: rival, created: false });
}

function taken({ component, version, counter }: Manifest): Outcome<never> {
  return refused(
    'version_taken',
    `${component} ${version} with counter ${counter} is another file; sign this one with a higher counter`,
  );
}

async function isTaken(
  store: FleetStore,
  { component, version, epoch, counter }: Manifest,
): Promise<boolean> {
  let after: string | undefined;
  do {
    const page = await store.packages({ component, limit: 500, ...(after === undefined ? {} : { after }) });
    const same = page.items.filter((pkg) => pkg.version === version).map((pkg) => pkg.manifest);
    if (same.some((other) => other.epoch === epoch && other.counter === counter)) return true;
    after = page.next;
  } while (after !== undefined);
  return false;
}
