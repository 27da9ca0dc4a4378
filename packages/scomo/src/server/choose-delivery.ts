import type { ClientWays } from './client-ways.ts';

/** How a package comes to a device: inside the session, or by HTTP; there as itself, by a descriptor (DLOTA), or from a bucket (S3). Mission row E0 */
export type DeliveryWay = 'direct' | 'download' | 'descriptor' | 's3';

/** The ways by HTTP. */
export type FetchWay = Exclude<DeliveryWay, 'direct'>;

/** A way and, in words, why it was taken. */
export interface ChosenDelivery {
  readonly way: DeliveryWay;
  readonly reason: string;
}

/** What one choice for one package on one device follows from. */
export interface DeliveryCase {
  /** What the operator wants; `auto` leaves it to us. */
  readonly asked: DeliveryWay | 'auto';
  /** Of the package file. */
  readonly bytes: number;
  readonly fetches: ClientWays['fetches'];
  /** Most that goes inside the session by policy. */
  readonly directBytesMax: number;
  readonly link: 'metered' | 'unmetered';
  /** The End User is asked before anything is fetched. */
  readonly asksFirst: boolean;
  /** The order names a primitive that fetches. */
  readonly mustFetch: boolean;
  /** It takes large objects; undefined: not read yet. */
  readonly takesLarge: boolean | undefined;
  /** Largest object that it takes, 0 when it does not say. */
  readonly objectBytesMax: number;
  /** The package lies in a bucket, and the device may fetch from there; undefined: not read yet. */
  readonly bucket: boolean | undefined;
  /** Less than this is not worth another host. */
  readonly bucketBytesMin: number;
}

/** What must be read of the device before there is a choice. */
export type DeliveryQuestion = 'large-objects' | 'bucket';

/**
 * Chooses by size, what the device can, link and policy, or says what must be known first. Small packages go inside the
 * session, which saves a connection; large ones are fetched, which can go on after a cut. spec/scomo.md §2.3, §2.4
 */
export function chooseDelivery(about: DeliveryCase): ChosenDelivery | DeliveryQuestion {
  const { asked, fetches, bytes } = about;
  if (asked !== 'auto') return { way: asked, reason: 'as ordered' };
  if (fetches === 'nothing') return { way: 'direct', reason: 'the client fetches nothing by itself' };
  const why = whyNotDirect(about);
  if (why === 'large-objects') return why;
  const size = sizeInWords(bytes);
  if (why === undefined) {
    const link = about.link === 'metered' ? ', and saves a connection on a metered link' : '';
    return { way: 'direct', reason: `${size} fits in the session${link}` };
  }
  if (fetches === 'descriptor') return { way: 'descriptor', reason: `the client wants a descriptor; ${why}` };
  if (about.bucket !== false && bytes >= about.bucketBytesMin) {
    if (about.bucket === undefined) return 'bucket';
    return { way: 's3', reason: `it lies in the bucket; ${why}` };
  }
  return { way: 'download', reason: why };
}

/** Undefined when nothing speaks against it. */
function whyNotDirect(about: DeliveryCase): string | undefined {
  const { bytes, directBytesMax, objectBytesMax } = about;
  if (about.mustFetch) return 'the operation is a download';
  if (bytes > directBytesMax)
    return `${sizeInWords(bytes)} are more than the ${sizeInWords(directBytesMax)} that go inside a session`;
  if (about.asksFirst) return 'the End User is asked before anything comes';
  if (objectBytesMax > 0 && bytes > objectBytesMax)
    return `the device takes objects of ${sizeInWords(objectBytesMax)}`;
  if (about.takesLarge === undefined) return 'large-objects';
  return about.takesLarge ? undefined : 'the device takes no large objects';
}

/** `12 kB`, `3.4 MB`. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
