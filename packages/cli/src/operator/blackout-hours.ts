import type { NewTask } from '@scomo/api';
import { InvalidArgumentError } from 'commander';

export type Blackout = NonNullable<NonNullable<NewTask['consent']>['blackout']>[number];

const FORM = /^(?:([a-z,]+)@)?(\d\d:\d\d)-(\d\d:\d\d)$/;

/** One more `22:00-06:00` or `sat,sun@00:00-24:00`; what the words mean is checked by the server. */
export function blackoutHours(text: string, before: readonly Blackout[] | undefined): readonly Blackout[] {
  const [, days, from = '', to = ''] = FORM.exec(text) ?? [];
  if (from === '') throw new InvalidArgumentError('It must look like 22:00-06:00 or sat,sun@00:00-24:00.');
  const on = days === undefined ? {} : { days: days.split(',') as NonNullable<Blackout['days']> };
  return [...(before ?? []), { ...on, from, to }];
}
