import { Option } from 'commander';

export const DELIVERY_WAYS = ['auto', 'direct', 'download', 'descriptor', 's3'];

/** `--delivery` of everything that brings packages to a device. */
export function deliveryOption(): Option {
  return new Option(
    '--delivery <way>',
    'how packages come to the device: inside the session (direct), by HTTP (download), by an OMA Download descriptor, from the bucket (s3)',
  )
    .choices(DELIVERY_WAYS)
    .default('auto', 'chosen by size, device, link and policy');
}
