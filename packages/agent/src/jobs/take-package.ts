import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Head, Refusal, type VerifiedManifest } from '@scomo/delivery';
import { type ResultCode, resultName } from '@scomo/scomo';
import type { SinkAnswer, ValueSink } from '@scomo/tree';
import { asFailure, Failure } from '../base/failure.ts';
import type { Context } from '../context.ts';
import { openSink, type PackageSink, WrongChunk } from '../download/package-sink.ts';
import type { Acceptance } from '../journal/acceptance.ts';
import { findPackage, type PackageRecord } from '../journal/packages.ts';
import type { Inventory, Terms } from '../privileged/port.ts';
import { verifyHead } from '../privileged/trust.ts';
import { digestOf, keepDelivered, requireKind, requireOwn, trustOf } from './fetch-package.ts';

/** Takes the packages that a server sends inside a session, one at a time; nothing of an unfinished one stays. */
export interface Delivery {
  sink(pkgId: string, node: string): ValueSink;
  /** Keeps the file of the package that has come whole and gives its record, not yet in the journal. Once. */
  keep(): PackageRecord | undefined;
  close(): void;
}

/** DM Status of what is wrong with a package; 415 for all that has no row. spec/scomo.md §13.2 D03, D04 */
const STATUS_OF: Readonly<Partial<Record<ResultCode, number>>> = {
  1404: 420,
  1406: 420,
  1490: 424,
  1491: 424,
};

/** Files of packages that come in open sessions, one for each server. */
export const OBJECT_NAME = /^object\d*\.part$/;

function objectName({ accounts, config }: Context): string {
  const index = accounts.indexOf(config);
  return index > 0 ? `object${index + 1}.part` : 'object.part';
}

interface Arriving {
  readonly pkgId: string;
  readonly sink: PackageSink;
  readonly acceptance: Acceptance;
  head?: Head;
}

/** The same checks as for a download: head before the first octet is kept, then every chunk, then PkgID. security.md §2.3 */
export function createDelivery(
  context: Context,
  { trusts, kinds }: Terms,
  { active, packages }: Inventory,
): Delivery {
  const path = join(context.state, 'downloads', objectName(context));
  const trust = trustOf(trusts, context.config);
  let arriving: Arriving | undefined;
  let arrived: PackageRecord | undefined;
  const known = (pkgId: string) =>
    findPackage(context.journal, pkgId) !== undefined ||
    [...active, ...packages].some((entry) => entry.pkgId === pkgId);
  const drop = () => {
    arriving?.sink.close();
    arriving = undefined;
    arrived = undefined;
    rmSync(path, { force: true });
  };
  const begin = (pkgId: string): Arriving => {
    drop();
    digestOf(pkgId);
    const acceptance = { time: context.now(), trust };
    const judge = (head: Head): VerifiedManifest => {
      const verified = verifyHead(context.config, head, acceptance);
      requireKind(kinds, verified);
      requireOwn(context, packages, verified);
      if (arriving !== undefined) arriving.head = head;
      return verified;
    };
    return { pkgId, sink: openSink(path, judge), acceptance };
  };
  const finish = (octets: number): PackageRecord => {
    const { sink, pkgId, head, acceptance } = arriving ?? {};
    const manifest = sink?.verified()?.manifest;
    if (!sink || !pkgId || !head || !acceptance || !manifest || !sink.complete() || sink.total() !== octets)
      throw new Failure(1491, `the package has ${octets} bytes`);
    if (sink.digest() !== digestOf(pkgId)) throw new Failure(1490, `it is sha256:${sink.digest()}`);
    sink.flush();
    sink.close();
    arriving = undefined;
    const { serverId } = context.config;
    return { pkgId, place: 'delivered', manifest, acceptance, head: head.bytes, serverId };
  };
  const take = (
    pkgId: string,
    node: string,
    offset: number,
    octets: Uint8Array,
    last: boolean,
  ): SinkAnswer => {
    if (offset === 0 && known(pkgId)) return { status: 418 };
    try {
      if (offset === 0) arriving = begin(pkgId);
      if (offset > 0 && arriving?.sink.complete() === true)
        throw new Failure(1491, `more than the ${offset} bytes that are signed`);
      if (arriving?.sink.position() !== offset) throw new Error(`octets from ${offset} on are out of turn`);
      arriving.sink.write(octets);
      context.progress(node, offset + octets.length, arriving.sink.total() ?? 0);
      if (last) arrived = finish(offset + octets.length);
      return { status: 200 };
    } catch (error) {
      drop();
      return refusal(error);
    }
  };
  drop();
  return {
    sink: (pkgId, node) => ({
      take: (offset, octets, last) => take(pkgId, node, offset, octets, last),
      drop,
    }),
    keep() {
      const record = arrived;
      arrived = undefined;
      if (record !== undefined) keepDelivered(context.state, record.pkgId, path);
      return record;
    },
    close: drop,
  };
}

function refusal(error: unknown): SinkAnswer {
  const known = error instanceof WrongChunk ? new Refusal('digest', error.message) : error;
  const { code, message } = asFailure(known, 1405, 1404);
  return { status: STATUS_OF[code] ?? 415, detail: `${resultName(code)} (${code}): ${message}` };
}
