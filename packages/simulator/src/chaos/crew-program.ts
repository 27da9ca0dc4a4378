/** A process of many agents: `node crew-program.ts CONFIG STATE …`. Told a number over IPC, it plays a round of that agent. */
import { type Agent, loadConfig, openAgent } from '@scomo/agent';

/** What a crew says of a round, or that it is ready. */
export interface CrewWord {
  readonly agent: number;
  readonly error?: string;
}

const files = process.argv.slice(2);
const agents: Agent[] = [];
for (let at = 0; at < files.length; at += 2) {
  const [config = '', state = ''] = files.slice(at, at + 2);
  agents.push(
    await openAgent({
      config: loadConfig(config),
      state,
      questions: () => ({
        answerTo: () => undefined,
        ask: async () => undefined,
        tell: () => undefined,
        who: 'nobody',
        close: () => undefined,
      }),
      say: () => undefined,
      progress: () => undefined,
      signal: new AbortController().signal,
    }),
  );
}
process.on('message', (agent: number) => {
  const round = agents[agent]?.once() ?? Promise.reject(new Error(`no agent ${agent}`));
  round.then(
    () => say({ agent }),
    (error) => say({ agent, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
say({ agent: -1 });

function say(word: CrewWord): void {
  process.send?.(word);
}
