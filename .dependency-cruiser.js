import { WORKSPACES } from './tools/import-table.ts';

const TESTS = '\\.test\\.ts$|/test/|/testing/|^packages/[a-z]+/fuzz/';

/** One rule per workspace: it reaches only what the import table lists. */
const layers = WORKSPACES.map(({ name, imports }) => ({
  name: `${name}-imports-only-its-row`,
  comment: `ARCHITECTURE.md: ${name} may import ${imports.join(', ') || 'no other workspace'}`,
  severity: 'error',
  from: { path: `^packages/${name}/`, pathNot: TESTS },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...imports].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers,
    {
      name: 'no-circular',
      comment: 'A cycle means that two files share one duty.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'testkit-only-from-tests',
      comment: 'Test helpers stay out of what is shipped.',
      severity: 'error',
      from: { pathNot: `${TESTS}|^packages/(testkit|simulator)/` },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'pure-knows-no-platform',
      comment: 'Pure workspaces run anywhere: clock, random and sockets come in as values.',
      severity: 'error',
      from: {
        path: `^packages/(${WORKSPACES.filter((w) => w.runs === 'pure')
          .map((w) => w.name)
          .join('|')})/`,
        pathNot: TESTS,
      },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/(?!@scomo)' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import'], extensions: ['.ts', '.js'] },
  },
};
