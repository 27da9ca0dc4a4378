/**
 * Which workspace may import which: the house of ARCHITECTURE.md as data. `tools/check.ts` feeds it to
 * dependency-cruiser and compares it with each package.json and with the table in ARCHITECTURE.md.
 */
export interface Workspace {
  readonly name: string;
  readonly imports: readonly string[];
  /** pure: no platform at all; node: programs; tests: only tests and rigs may import it. */
  readonly runs: 'pure' | 'node' | 'tests';
}

export const WORKSPACES: readonly Workspace[] = [
  { name: 'syncml', imports: [], runs: 'pure' },
  { name: 'tree', imports: ['syncml'], runs: 'pure' },
  { name: 'dm', imports: ['syncml', 'tree'], runs: 'pure' },
  { name: 'delivery', imports: [], runs: 'pure' },
  { name: 'scomo', imports: ['syncml', 'tree', 'dm', 'delivery'], runs: 'pure' },
  { name: 'fleet', imports: ['syncml', 'tree', 'dm', 'delivery', 'scomo'], runs: 'pure' },
  { name: 'api', imports: [], runs: 'pure' },
  { name: 'store', imports: ['fleet'], runs: 'node' },
  {
    name: 'server',
    imports: ['syncml', 'tree', 'dm', 'delivery', 'scomo', 'fleet', 'api', 'store'],
    runs: 'node',
  },
  { name: 'agent', imports: ['syncml', 'tree', 'dm', 'delivery', 'scomo'], runs: 'node' },
  { name: 'cli', imports: ['api', 'syncml', 'delivery'], runs: 'node' },
  {
    name: 'simulator',
    imports: ['syncml', 'delivery', 'agent', 'server', 'store', 'api', 'testkit'],
    runs: 'node',
  },
  { name: 'testkit', imports: ['syncml', 'tree'], runs: 'tests' },
];
