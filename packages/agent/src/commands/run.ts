import { resolve } from 'node:path';
import { formatBytes, uiLanguage } from '@scomo/scomo';
import { type Agent, openAgent } from '../agent.ts';
import { type AgentConfig, loadConfig } from '../config.ts';
import { both } from '../consent/both.ts';
import { notificationQuestions } from '../consent/notification.ts';
import { policyFileQuestions } from '../consent/policy-file.ts';
import { nobody, type Questions } from '../consent/questions.ts';
import { terminalQuestions } from '../consent/terminal.ts';
import { openPage, type Page } from '../page/open-page.ts';
import { PAGE_PORT, type PageConfig } from '../page/page-config.ts';
import { PLACE_OPTIONS, readOptions, readSeconds, UsageError } from './options.ts';
import { stopSignal } from './stop-signal.ts';

const WATCH_OPTIONS = {
  ...PLACE_OPTIONS,
  installer: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  ask: { type: 'boolean', default: false },
} as const;

/** The daemon. Ends with 0 on SIGTERM or SIGINT. */
export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args, { ...WATCH_OPTIONS, page: { type: 'boolean', default: false } });
  const stop = stopSignal();
  const agent = await start(options, stop.signal);
  const { config } = agent.context;
  const page = await startPage(
    agent,
    options.page ? (config.consent.page ?? { port: PAGE_PORT }) : config.consent.page,
  );
  try {
    const { accounts } = agent.context;
    const servers = accounts.map(({ serverUrl }) => serverUrl).join(', ');
    process.stdout.write(`scomo-agent ${config.deviceId} runs, server ${servers}\n`);
    await agent.serve();
  } finally {
    stop.end();
    await page?.close();
    await agent.close();
  }
  return 0;
}

/** An agent without its page is better than none. */
async function startPage({ contexts }: Agent, config: PageConfig | undefined): Promise<Page | undefined> {
  if (config === undefined) return undefined;
  try {
    const page = await openPage(contexts, config);
    // Who reads the log shall not answer for the End User.
    const shown = process.stdout.isTTY === true ? page.url : 'its address is printed by: scomo-agent page';
    process.stdout.write(`page for the End User: ${shown}\n`);
    return page;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`scomo-agent: no page for the End User: ${why}\n`);
    return undefined;
  }
}

/** One round: exit 0 when nothing is left to do, 3 when something waits for an answer, 4 when the server is away. */
export async function once(args: readonly string[]): Promise<number> {
  const options = readOptions(args, {
    ...WATCH_OPTIONS,
    'until-idle': { type: 'boolean', default: false },
    timeout: { type: 'string', default: '300' },
  });
  const untilIdle = options['until-idle'];
  const deadline = performance.now() + readSeconds(options.timeout, 'timeout') * 1000;
  const stop = stopSignal();
  const agent = await start(options, stop.signal);
  const timer = setTimeout(stop.abort, Math.max(deadline - performance.now(), 0));
  try {
    for (;;) {
      const end = await onceOrStopped(agent, stop.signal);
      if (end === 'idle') return 0;
      if (!untilIdle || stop.signal.aborted) return say(end, agent);
      await new Promise((done) => setTimeout(done, 500));
    }
  } finally {
    clearTimeout(timer);
    stop.end();
    await agent.close();
  }
}

async function onceOrStopped(agent: Agent, signal: AbortSignal) {
  try {
    return await agent.once();
  } catch (error) {
    if (signal.aborted) return 'waiting' as const;
    throw error;
  }
}

function say(end: 'waiting' | 'unreachable', agent: Agent): number {
  const why =
    end === 'waiting'
      ? `an answer or more time is needed (asked: ${agent.context.questions.who})`
      : 'no session succeeded';
  process.stderr.write(`not finished: ${why}; see scomo-agent status\n`);
  return end === 'waiting' ? 3 : 4;
}

async function start(
  options: { config: string; state: string; installer?: string; verbose: boolean; ask: boolean },
  signal: AbortSignal,
): Promise<Agent> {
  const config = loadConfig(options.config);
  if (options.ask && config.consent.policyFile !== undefined) {
    throw new UsageError('--ask and consent.policyFile cannot both answer');
  }
  const watched = options.verbose || process.stdout.isTTY === true;
  const print = (line: string) => {
    if (watched) process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  };
  return await openAgent({
    config,
    state: resolve(options.state),
    ...(options.installer !== undefined && { installer: resolve(options.installer) }),
    signal,
    say: print,
    progress: progressPrinter(print),
    questions: (answered) => whoAnswers(config, options.ask, print, answered),
  });
}

function whoAnswers(
  config: AgentConfig,
  ask: boolean,
  print: (line: string) => void,
  answered: () => void,
): Questions {
  if (config.consent.policyFile !== undefined)
    return policyFileQuestions(resolve(config.consent.policyFile), print);
  const base =
    ask || process.stdin.isTTY === true
      ? terminalQuestions(process.stdin, process.stdout, answered)
      : { ...nobody, tell: print };
  // A desktop is there when there is a bus of its session.
  if (!process.env.DBUS_SESSION_BUS_ADDRESS) return base;
  return both(base, notificationQuestions(uiLanguage([config.language]), answered, print));
}

/** Prints every tenth part of a download, once. */
function progressPrinter(print: (line: string) => void) {
  const shown = new Map<string, number>();
  return (node: string, done: number, total: number) => {
    const tenth = Math.floor((done / total) * 10);
    if (shown.get(node) === tenth) return;
    shown.set(node, tenth);
    print(`${node}: ${formatBytes(done)} of ${formatBytes(total)} (${Math.floor((done / total) * 100)} %)`);
  };
}
