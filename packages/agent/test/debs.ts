import { makeDeb } from '@scomo/testkit';
import { type Sample, sample } from './packages.ts';

/** A signed package around such a .deb. */
export function debSample(name: string, version: string, postinst?: string, fields?: string): Sample {
  const file = { path: `${name}.deb`, mode: 0o644, bytes: makeDeb(name, version, fields, postinst) };
  return sample(`deb:${name}`, version, { payload: 'deb', activation: undefined as never }, [file]);
}
