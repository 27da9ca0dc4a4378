import { join } from 'node:path';
import { loadAccount } from './account.ts';
import { type Bell, createBell } from './base/bell.ts';
import { Stopped } from './base/failure.ts';
import { makeDirectory } from './base/files.ts';
import { LIMITS } from './base/limits.ts';
import { createExclusive } from './base/mutex.ts';
import type { AgentConfig } from './config.ts';
import type { Questions } from './consent/questions.ts';
import type { Context } from './context.ts';
import { runJobs } from './jobs/run-jobs.ts';
import { sweep } from './jobs/sweep.ts';
import { openJournal } from './journal/journal.ts';
import { openOrders } from './journal/orders.ts';
import { unanswered } from './journal/spool.ts';
import { lockState } from './lock.ts';
import { openInstaller } from './privileged/open-installer.ts';
import { backoffDelay, pollDelay } from './scheduler.ts';
import { runSession, type SessionResult } from './session/run-session.ts';
import { listen } from './wake-up/listen.ts';
import { createWakeUps } from './wake-up/wake-ups.ts';

export interface AgentOptions {
  readonly config: AgentConfig;
  readonly state: string;
  /** `answered` is to be called when an answer has come by itself. */
  questions(answered: () => void): Questions;
  say(line: string): void;
  progress(node: string, done: number, total: number): void;
  readonly signal: AbortSignal;
}

/** A running agent: the only one on its state folder. */
export interface Agent {
  readonly context: Context;
  /** Sessions by schedule and jobs as they come, until the signal aborts. */
  serve(): Promise<void>;
  /** One session, and what follows from it, until nothing is left to do now. */
  once(): Promise<'idle' | 'waiting' | 'unreachable'>;
  /** Stops the programs and frees the state folder. */
  close(): Promise<void>;
}

/** Takes the state folder, ends what a killed agent left, starts the active programs. Throws Error when another agent has it. */
export async function openAgent(options: AgentOptions): Promise<Agent> {
  const { config, state, say, signal } = options;
  makeDirectory(state);
  const unlock = lockState(state);
  const now = () => new Date().toISOString();
  const downloads = join(state, 'downloads');
  makeDirectory(downloads);
  const journal = openJournal(state);
  const installer = await openInstaller({ config, state, downloads, now, say, signal });
  const sessions = createBell();
  const jobs = createBell();
  const questions = options.questions(() => jobs.ring());
  const context: Context = {
    config,
    state,
    journal,
    installer,
    questions,
    wakeUps: createWakeUps({
      journal,
      config,
      clock: () => performance.now(),
      random: Math.random,
      ring: () => sessions.ring(),
      tell: questions.tell,
      say,
    }),
    exclusive: createExclusive(),
    now,
    say,
    progress: options.progress,
    reportReady: () => sessions.ring(),
    workReady: () => jobs.ring(),
    signal,
  };
  return {
    context,
    serve: () => serve(context, sessions, jobs),
    once: () => runOnce(context),
    async close() {
      context.wakeUps.close();
      context.questions.close();
      await installer.close();
      journal.close();
      unlock();
    },
  };
}

async function serve(context: Context, sessions: Bell, jobs: Bell): Promise<void> {
  const { config, journal, wakeUps, say } = context;
  const listening = await listen(config, () => loadAccount(journal, config), wakeUps.push, say);
  try {
    await untilStopped(Promise.all([sessionLoop(context, sessions), jobLoop(context, jobs)]));
  } finally {
    listening.close();
  }
}

async function untilStopped(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
}

async function sessionLoop(context: Context, bell: Bell): Promise<void> {
  const { signal, config } = context;
  for (let failures = 0; !signal.aborted; ) {
    const result = await runSession(context);
    failures = result.ok && !result.stuck ? 0 : failures + 1;
    if (result.ok) await sweep(context);
    if (failures > 0) {
      // A ring does not shorten the wait: the server is away.
      await waitOut(backoffDelay(failures, Math.random(), result.afterMs), signal);
    } else {
      await bell.wait(pollDelay(config.pollSeconds, Math.random()), signal);
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

async function runOnce(context: Context): Promise<'idle' | 'waiting' | 'unreachable'> {
  for (;;) {
    const before = await runJobs(context);
    const result: SessionResult = await runSession(context);
    if (!result.ok) return 'unreachable';
    const standing = await runJobs(context);
    if (result.stuck) return 'unreachable';
    if (unanswered(context.journal, context.config.serverId).length > 0) continue;
    await sweep(context);
    if (result.orders === 0 || (before === 'waiting' && standing === 'waiting')) {
      return openOrders(context.journal).length > 0 ? 'waiting' : 'idle';
    }
  }
}
