import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAccount } from './account.ts';
import { type Bell, createBell } from './base/bell.ts';
import { type Clock, createClock } from './base/clock.ts';
import { Stopped } from './base/failure.ts';
import { makeDirectory } from './base/files.ts';
import { LIMITS } from './base/limits.ts';
import { createExclusive } from './base/mutex.ts';
import type { AgentConfig, DeviceConfig } from './config.ts';
import type { Questions } from './consent/questions.ts';
import type { Context } from './context.ts';
import { serveControl } from './control/serve-control.ts';
import { forgetServers } from './jobs/forget-servers.ts';
import { rebootIfDue } from './jobs/reboot.ts';
import { runJobs, settleChanges } from './jobs/run-jobs.ts';
import { sweep } from './jobs/sweep.ts';
import { readFact, writeFact } from './journal/facts.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import { openOrders } from './journal/orders.ts';
import { unanswered } from './journal/spool.ts';
import { lockState } from './lock.ts';
import { type OpenInstaller, openInstaller } from './privileged/open-installer.ts';
import type { InstallerPort } from './privileged/port.ts';
import { connectInstaller } from './privileged/socket/connect-installer.ts';
import { checkByTimer } from './requests/check-timer.ts';
import { backoffDelay, pollDelay } from './scheduler.ts';
import { runSession, type SessionResult } from './session/run-session.ts';
import { listen } from './wake-up/listen.ts';
import { createWakeUps } from './wake-up/wake-ups.ts';

export interface AgentOptions {
  readonly config: DeviceConfig;
  readonly state: string;
  /** Socket of the privileged part, when it is a process of its own; else this one does its work too. */
  readonly installer?: string;
  /** `answered` is to be called when an answer has come by itself. */
  questions(answered: () => void): Questions;
  say(line: string): void;
  progress(node: string, done: number, total: number): void;
  readonly signal: AbortSignal;
}

/** `waiting`: for an answer or for time. */
type Standing = 'idle' | 'waiting' | 'unreachable';

/** A running agent: the only one on its state folder. */
export interface Agent {
  /** Of the first account. */
  readonly context: Context;
  /** Of all accounts. */
  readonly contexts: readonly Context[];
  /** Sessions by schedule and jobs as they come, until the signal aborts. */
  serve(): Promise<void>;
  /** One session, and what follows from it, until nothing is left to do now. */
  once(): Promise<Standing>;
  /** Stops the programs and frees the state folder. */
  close(): Promise<void>;
}

/** The work for one account: its own sessions, its own jobs, its own schedule. */
interface Desk {
  readonly context: Context;
  readonly sessions: Bell;
  readonly jobs: Bell;
}

/** Takes the state folder, ends what a killed agent left, starts the active programs. Throws Error when another agent has it. */
export async function openAgent(options: AgentOptions): Promise<Agent> {
  const { config, state, say, signal } = options;
  makeDirectory(state);
  const unlock = lockState(state);
  const downloads = join(state, 'downloads');
  makeDirectory(downloads);
  const journal = openJournal(state);
  const clock = createClock({
    wall: Date.now,
    elapsed: () => performance.now(),
    last: readFact<number>(journal, 'heard'),
    keep: (date) => writeFact(journal, 'heard', date),
  });
  const installer: InstallerPort & Partial<OpenInstaller> =
    options.installer === undefined
      ? await openInstaller({ config, state, downloads, now: clock.now, say, signal })
      : connectInstaller(options.installer, { signal, waiting: say });
  const desks = openDesks(options, journal, installer, clock);
  const [{ context }] = desks;
  return {
    context,
    contexts: desks.map((desk) => desk.context),
    serve: () => serve(desks),
    once: () => runAllOnce(desks),
    async close() {
      for (const desk of desks) desk.context.wakeUps.close();
      context.questions.close();
      await installer.close?.();
      journal.close();
      unlock();
    },
  };
}

type Desks = readonly [Desk, ...Desk[]];

function openDesks(options: AgentOptions, journal: Journal, installer: InstallerPort, clock: Clock): Desks {
  const { config, state, say, signal } = options;
  const desks: Desk[] = [];
  const shared = {
    accounts: config.accounts,
    state,
    journal,
    installer,
    questions: options.questions(() => {
      for (const { jobs } of desks) jobs.ring();
    }),
    exclusive: createExclusive(),
    installing: createExclusive(),
    asking: createExclusive(),
    bootId: () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    now: clock.now,
    heard: clock.heard,
    say,
    reportReady: (serverId: string) => {
      desks.find(({ context }) => context.config.serverId === serverId)?.sessions.ring();
    },
    progress: options.progress,
    signal,
  };
  const open = (account: AgentConfig): Desk => {
    const sessions = createBell();
    const jobs = createBell();
    const wakeUps = createWakeUps({
      journal,
      config: account,
      clock: () => performance.now(),
      random: Math.random,
      ring: () => sessions.ring(),
      tell: shared.questions.tell,
      say,
    });
    const context: Context = {
      ...shared,
      config: account,
      wakeUps,
      workReady: () => jobs.ring(),
    };
    return { context, sessions, jobs };
  };
  desks.push(...config.accounts.map(open));
  const [first, ...others] = desks;
  if (first === undefined) throw new Error('a device without accounts');
  return [first, ...others];
}

/** What must be over before any account begins: changes a kill has interrupted, and the affairs of servers that have no account any more. */
async function takeUp(desks: Desks): Promise<void> {
  await settleChanges(desks.map(({ context }) => context));
  forgetServers(desks[0].context);
}

async function serve(desks: Desks): Promise<void> {
  const listening: { close(): void }[] = [];
  try {
    for (const { context } of desks) {
      const { config, journal, wakeUps, say } = context;
      listening.push(await listen(config, () => loadAccount(journal, config), wakeUps.push, say));
    }
    const contexts = desks.map(({ context }) => context);
    listening.push(serveControl(desks[0].context.state, contexts, desks[0].context.say));
    await untilStopped(takeUp(desks).then(() => Promise.all(desks.flatMap((desk) => loopsOf(desk)))));
  } finally {
    for (const each of listening) each.close();
  }
}

function loopsOf({ context, sessions, jobs }: Desk): readonly Promise<void>[] {
  return [sessionLoop(context, sessions), jobLoop(context, jobs)];
}

async function untilStopped(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
}

/** What is due when a session has gone well. */
async function tidyUp(context: Context): Promise<void> {
  await sweep(context);
  await rebootIfDue(context);
}

async function sessionLoop(context: Context, bell: Bell): Promise<void> {
  const { signal, config } = context;
  for (let failures = 0; !signal.aborted; ) {
    checkByTimer(context);
    const result = await runSession(context);
    failures = result.ok && !result.stuck ? 0 : failures + 1;
    if (result.ok) await tidyUp(context);
    if (failures > 0) {
      // A ring does not shorten the wait: the server is away.
      await waitOut(backoffDelay(failures, Math.random(), result.afterMs), signal);
    } else {
      const poll = pollDelay(config.pollSeconds, Math.random());
      await bell.wait(Math.min(poll, checkByTimer(context)), signal);
    }
  }
}

async function waitOut(ms: number, signal: AbortSignal): Promise<void> {
  await createBell().wait(ms, signal);
}

async function jobLoop(context: Context, bell: Bell): Promise<void> {
  while (!context.signal.aborted) {
    const standing = await runJobs(context);
    await bell.wait(standing === 'waiting' ? LIMITS.consentPollMs : Number.POSITIVE_INFINITY, context.signal);
  }
}

/** All accounts at the same time: a server that is away keeps no other waiting. */
async function runAllOnce(desks: Desks): Promise<Standing> {
  await takeUp(desks);
  const ends = await Promise.all(desks.map(({ context }) => runOnce(context)));
  return (['unreachable', 'waiting'] as const).find((end) => ends.includes(end)) ?? 'idle';
}

async function runOnce(context: Context): Promise<Standing> {
  const { journal, config } = context;
  for (;;) {
    const before = await runJobs(context);
    const result: SessionResult = await runSession(context);
    if (!result.ok) return 'unreachable';
    const standing = await runJobs(context);
    if (result.stuck) return 'unreachable';
    if (unanswered(journal, config.serverId).length > 0) continue;
    await tidyUp(context);
    if (result.orders === 0 || (before === 'waiting' && standing === 'waiting')) {
      return openOrders(journal, config.serverId).length > 0 ? 'waiting' : 'idle';
    }
  }
}
