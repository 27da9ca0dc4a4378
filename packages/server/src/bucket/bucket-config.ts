/** A bucket of an S3-compatible service, and what opens it. */
export interface BucketConfig {
  /** Of the bucket itself, its name in the host or in the path: `https://packages.s3.example.org`, `https://s3.example.org/packages`. */
  readonly url: URL;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** `SCOMO_S3_*`; undefined without SCOMO_S3_URL. What is wrong goes to `faults`. docs/delivery.md */
export function readBucket(
  env: Readonly<Record<string, string | undefined>>,
  faults: string[],
): BucketConfig | undefined {
  const { SCOMO_S3_URL: address, SCOMO_S3_ACCESS_KEY_ID: id, SCOMO_S3_SECRET_ACCESS_KEY: secret } = env;
  if (!address) {
    if (id || secret)
      faults.push('SCOMO_S3_URL is missing: without it the other SCOMO_S3_ variables mean nothing');
    return undefined;
  }
  const url = URL.parse(address);
  const web = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '';
  if (!web)
    faults.push(`SCOMO_S3_URL must be the https:// address of a bucket, not ${JSON.stringify(address)}`);
  if (!id || !secret) faults.push('SCOMO_S3_URL needs SCOMO_S3_ACCESS_KEY_ID and SCOMO_S3_SECRET_ACCESS_KEY');
  if (!web || !id || !secret) return undefined;
  return { url, region: env.SCOMO_S3_REGION || 'us-east-1', accessKeyId: id, secretAccessKey: secret };
}
