import { readFileSync } from 'node:fs';
import type { PackageView, ReleaseView } from '@scomo/api';
import type { Command } from 'commander';
import { run, subcommand } from './action.ts';
import { connect } from './connection.ts';
import { type Column, moment, printList, printOne } from './output.ts';

const PACKAGE_COLUMNS: readonly Column<PackageView>[] = [
  ['package', (pkg) => pkg.id],
  ['component', (pkg) => pkg.component],
  ['version', (pkg) => pkg.version],
  ['bytes', (pkg) => String(pkg.bytes)],
  ['published', (pkg) => (pkg.published ? 'yes' : 'no')],
  ['sha256', (pkg) => pkg.digest.slice(0, 16)],
];

const RELEASE_COLUMNS: readonly Column<ReleaseView>[] = [
  ['release', (release) => release.id],
  ['name', (release) => release.name],
  ['packages', (release) => release.packageIds.join('\n')],
  ['all or none', (release) => (release.atomic ? 'yes' : 'no')],
  ['created', (release) => moment(release.createdAt)],
];

/** What `scomo package …` does with the server: upload, publish, list. */
export function catalogueCommands(group: Command): void {
  const upload = subcommand(
    group,
    'upload <file>',
    'Upload a signed package into the catalogue.',
    'scomo package upload weather-2.1.0.dp --publish',
  )
    .option('--publish', 'let it be deployed at once')
    .option('--json', 'print JSON');
  upload.action(
    run(upload, async (file: string, options: { readonly publish?: boolean; readonly json?: boolean }) => {
      const client = connect();
      const uploaded = await client.uploadPackage({ upload: new Uint8Array(readFileSync(file)) });
      const shown =
        options.publish === true ? await client.publishPackage({ params: { id: uploaded.id } }) : uploaded;
      printOne(
        shown,
        PACKAGE_COLUMNS.map(([name, show]) => [name, show(shown)]),
        options.json,
      );
    }),
  );
  const publish = subcommand(
    group,
    'publish <id>',
    'Let a package be deployed. It can not be changed afterwards.',
    'scomo package publish pk_01h…',
  );
  publish.action(
    run(publish, async (id: string) => {
      const { component, version } = await connect().publishPackage({ params: { id } });
      console.log(`${component} ${version} is published.`);
    }),
  );
  const list = subcommand(group, 'list', 'List the packages of the catalogue.', 'scomo package list')
    .option('--component <id>', 'only of this component')
    .option('--json', 'print JSON');
  list.action(
    run(list, async (options: { readonly component?: string; readonly json?: boolean }) => {
      const { items } = await connect().listPackages({
        query: { limit: 500, ...(options.component === undefined ? {} : { component: options.component }) },
      });
      printList(
        items,
        PACKAGE_COLUMNS,
        options.json,
        'No packages yet. Upload one: scomo package upload FILE',
      );
    }),
  );
}

/** `scomo release …` */
export function releaseCommands(group: Command): void {
  const create = subcommand(
    group,
    'create <name> <packageId...>',
    'Put package versions together that belong together.',
    'scomo release create "Site gateway 7" pk_01a… pk_01b…',
  )
    .option('--not-atomic', 'members may succeed or fail one by one')
    .option('--json', 'print JSON');
  create.action(
    run(
      create,
      async (
        name: string,
        packageIds: string[],
        options: { readonly notAtomic?: boolean; readonly json?: boolean },
      ) => {
        const release = await connect().createRelease({
          body: { name, packageIds, atomic: options.notAtomic !== true },
        });
        printOne(
          release,
          RELEASE_COLUMNS.map(([heading, show]) => [heading, show(release)]),
          options.json,
        );
      },
    ),
  );
  const list = subcommand(group, 'list', 'List releases.', 'scomo release list').option(
    '--json',
    'print JSON',
  );
  list.action(
    run(list, async ({ json }: { readonly json?: boolean }) => {
      const { items } = await connect().listReleases({ query: { limit: 500 } });
      printList(
        items,
        RELEASE_COLUMNS,
        json,
        'No releases yet. Create one: scomo release create NAME PACKAGE…',
      );
    }),
  );
}
