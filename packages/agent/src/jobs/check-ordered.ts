import { packageBytes, type VerifiedManifest } from '@scomo/delivery';
import type { MemberTexts, ScomoOrder } from '@scomo/scomo';
import { Failure } from '../base/failure.ts';

type Pair = readonly [name: string, signed: unknown, announced: unknown];

/** The signed manifest must be what the set announced: that is what the End User said yes to. Throws Failure(1413). */
export function checkOrdered(verified: VerifiedManifest, order: ScomoOrder): void {
  const ordered = order.download?.pkgId ?? order.delivered?.pkgId;
  const member = order.set?.members.find(({ pkgId }) => pkgId === ordered);
  if (order.set === undefined) return;
  if (member === undefined) throw new Failure(1413, `${ordered} is no member of set ${order.set.name}`);
  const { manifest } = verified;
  const { characteristics } = manifest;
  const { texts = {} } = characteristics;
  const pairs: readonly Pair[] = [
    ['component', manifest.component, member.component],
    ['version', manifest.version, member.version],
    ['size', packageBytes(verified), member.bytes],
    ['price', characteristics.price, member.price],
    ['permissions', listed(characteristics.permissions), listed(member.permissions)],
    ...said('quality', characteristics.quality, member.quality),
    ...said('notes', characteristics.notes, member.notes),
    ...said('language', characteristics.language, member.language),
    ...said('compat', listed(manifest.compat), listed(member.compat)),
    ...Object.entries(member.texts ?? {}).flatMap(([tag, words]) => translated(tag, texts[tag], words)),
  ];
  for (const [name, signed, announced] of pairs) {
    if (signed !== announced)
      throw new Failure(1413, `${name}: signed is ${signed}, announced was ${announced}`);
  }
}

/** What an older server does not know of, it does not announce. */
function said(name: string, signed: unknown, announced: unknown): readonly Pair[] {
  return announced === undefined ? [] : [[name, signed, announced]];
}

function translated(
  tag: string,
  signed: Partial<MemberTexts> = {},
  announced: Partial<MemberTexts>,
): readonly Pair[] {
  const names = ['title', 'summary', 'price', 'quality', 'notes'] as const;
  return [
    ...names.map((name): Pair => [`${name} in ${tag}`, signed[name], announced[name]]),
    [`permissions in ${tag}`, listed(signed.permissions), listed(announced.permissions)],
  ];
}

function listed(texts: readonly string[] | undefined): string | undefined {
  return texts?.toSorted().join();
}
