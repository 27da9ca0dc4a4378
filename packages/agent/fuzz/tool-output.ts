import assert from 'node:assert/strict';
import { causeOf, parseAptPlan } from '../src/installers/dpkg/apt-output.ts';
import { newProblems } from '../src/installers/dpkg/relations.ts';
import { parseDpkgStatus, parseWorld } from '../src/installers/dpkg/status.ts';
import { compareVersions } from '../src/installers/dpkg/version.ts';
import { flatpakApp, flatpakId, parseList } from '../src/installers/flatpak/list.ts';
import { npmId, npmName, parsePackageJson } from '../src/installers/npm/npm-list.ts';

/** Texts of dpkg, apt, flatpak and npm, whose fields come from whoever made a package. */
export function fuzz(data: Uint8Array): void {
  const text = Buffer.from(data).toString('utf8');
  const packages = parseDpkgStatus(text);
  for (const [{ version: a }, { version: b }] of pairs(packages))
    assert.equal(Math.sign(compareVersions(a, b)), -Math.sign(compareVersions(b, a)) || 0, `${a} ${b}`);
  const world = parseWorld(text);
  assert.deepEqual(newProblems(world, world), []);
  newProblems([], world);
  for (const { name, version } of parseAptPlan(text).install) assert.ok(name !== '' && version !== '');
  for (const { id } of parseList(text)) assert.equal(flatpakApp(flatpakId(id)), id);
  const module = parsePackageJson(text);
  if (module !== undefined) assert.equal(npmName(npmId(module.name)), module.name);
  assert.ok(causeOf(text, packages[0]?.name ?? 'x').length <= 500);
}

function pairs<T>(list: readonly T[]): (readonly [T, T])[] {
  return list.slice(1).flatMap((each, at) => (list[at] === undefined ? [] : [[list[at], each] as const]));
}

export const seeds = [
  'org.example.A\tstable\tf18d5f976ee2\t1.0\tA\tdoes it\n',
  '{"name":"@acme/tool","version":"1.0.0","description":"x"}',
  'Package: a\nStatus: install ok installed\nVersion: 1:2~rc1-3\nArchitecture: all\nDepends: b (>= 1), c | d:any\nConflicts: e\n\nPackage: b\nStatus: install ok installed\nVersion: 1.10\nProvides: c (= 2)\nBreaks: a (<< 1)\n',
  'Remv old [1.0]\nInst lib [1.0] (1.5 localhost [all])\nConf lib (1.5 localhost [all])\n',
  'Setting up a (1) ...\nno luck\ndpkg: error processing package a (--install):\n installed a package script returned error exit status 7\n',
];
export const tokens = [
  'Package: ',
  '\nVersion: ',
  '\n\n',
  '\nDepends: ',
  '\nStatus: install ok installed',
  ' | ',
  ' (<< 1)',
  ':any',
  '~',
  '\n ',
  'Inst ',
  'dpkg: error processing ',
];
