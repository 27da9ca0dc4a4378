import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { ServerEvent } from '@scomo/dm';
import type { Command, Item } from '@scomo/syncml';
import { type Agent, openAgent } from '../src/agent.ts';
import { parseConfig } from '../src/config.ts';
import { policyFileQuestions } from '../src/consent/policy-file.ts';
import { type DmServer, dmServer, get } from './dm-server.ts';
import { freshFolder } from './folder.ts';
import { rootFile, type Sample } from './packages.ts';
import { CONFIG } from './rig.ts';

/** A real agent and a small real server, worked one exchange at a time. */
export interface ServedAgent {
  readonly server: DmServer;
  readonly agent: Agent;
  readonly state: string;
  /** Sends commands in one session, lets the agent do what follows, and gives what was told meanwhile. */
  exchange(...commands: readonly Command[]): Promise<readonly ServerEvent[]>;
  /** Leaves below the object's root as they are read in a session of their own. */
  tree(): Promise<ReadonlyMap<string, string>>;
}

export async function serveAgent(
  t: TestContext,
  samples: readonly Sample[],
  over: Readonly<Record<string, unknown>> = {},
): Promise<ServedAgent> {
  const server = await dmServer(t, samples);
  const folder = freshFolder(t);
  const trustRoot = join(folder, 'root.json');
  writeFileSync(trustRoot, rootFile);
  const state = join(folder, 'state');
  const stop = new AbortController();
  const agent = await openAgent({
    config: parseConfig({ ...CONFIG, serverUrl: server.url, trustRoot, ...over }),
    state,
    questions: () => policyFileQuestions(join(folder, 'answers.json'), () => undefined),
    say: () => undefined,
    progress: () => undefined,
    signal: stop.signal,
  });
  t.after(() => agent.close());
  const exchange = async (...commands: readonly Command[]) => {
    const before = server.events.length;
    server.sessions.push([commands]);
    await agent.once();
    return server.events.slice(before);
  };
  return {
    server,
    agent,
    state,
    exchange,
    async tree() {
      const events = await exchange(get('./SCOMO?list=StructData'));
      const items = events.flatMap((event) => (event.type === 'results' ? event.items : []));
      return new Map(items.flatMap(leafOf));
    },
  };
}

function leafOf({ source, data }: Item): readonly (readonly [string, string])[] {
  return source !== undefined && typeof data === 'string'
    ? [[source.locUri.slice('./SCOMO/'.length), data]]
    : [];
}

/** The Adds of a `Download/<x>` and the Exec of one of its primitives. */
export function download(
  server: DmServer,
  name: string,
  what: Sample,
  operation: string,
  correlator?: string,
  leaves: Readonly<Record<string, string>> = {},
): readonly Command[] {
  const x = `./SCOMO/Download/${name}`;
  const all = { PkgID: what.pkgId, PkgURL: server.urlOf(what), ...leaves };
  return [
    { kind: 'Add', cmdId: '', items: [{ target: { locUri: x }, meta: { format: 'node' } }] },
    ...Object.entries(all).map(
      ([leaf, data]): Command => ({
        kind: 'Add',
        cmdId: '',
        items: [{ target: { locUri: `${x}/${leaf}` }, meta: { format: 'chr' }, data }],
      }),
    ),
    execute(`Download/${name}/Operations/${operation}`, correlator),
  ];
}

/** An Exec below the object's root. */
export function execute(path: string, correlator?: string): Command {
  return {
    kind: 'Exec',
    cmdId: '',
    ...(correlator === undefined ? {} : { correlator }),
    items: [{ target: { locUri: `./SCOMO/${path}` } }],
  };
}
