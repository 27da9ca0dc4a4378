import { acceptedLanguages } from '../src/page/accept-language.ts';
import { readForm } from '../src/page/form-body.ts';

export const tokens: readonly string[] = [
  ...['=', '&', '+', '%', '%2', '%41', '%ff', '%00', '%26', '%3D', 'a', '__proto__', 'constructor'],
  ...['set=', 'answer=', 'delay=', 'yes', 'no', 'later'],
  ...[',', ';', ';q=', '0.5', '1.000', '*', '-', 'de', 'de-CH', ' '],
];
export const seeds: readonly string[] = [
  `set=t1&stage=download&digest=${'a'.repeat(64)}&answer=later&delay=3600`,
  'answer=yes&set=a+b%2Fc',
  'de-CH,de;q=0.9,en;q=0.5,*;q=0.1',
  'fr;q=0',
];

/** A form is refused or has a few plain fields; languages are tags, and no more than were sent. */
export function fuzz(data: Uint8Array): void {
  const text = new TextDecoder('latin1').decode(data);
  const form = readForm(text);
  const names = Object.keys(form ?? {});
  if (names.some((name) => !/^[a-z]{1,16}$/i.test(name)) || names.length > text.split('&').length)
    throw new Error(`fields ${names.join()}`);
  if (form !== undefined) {
    const again = readForm(new URLSearchParams(form).toString());
    if (
      JSON.stringify(again) !== JSON.stringify(form) &&
      Object.values(form).every((value) => value.isWellFormed())
    )
      throw new Error(`reads differently: ${JSON.stringify(form)}`);
  }
  const languages = acceptedLanguages(text);
  if (languages.some((tag) => !/^[A-Za-z0-9-]{1,35}$/.test(tag)) || languages.length > text.split(',').length)
    throw new Error(`languages ${languages.join()}`);
}
