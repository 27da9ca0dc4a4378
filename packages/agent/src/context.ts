import type { Exclusive } from './base/mutex.ts';
import type { AgentConfig } from './config.ts';
import type { Questions } from './consent/questions.ts';
import type { Journal } from './journal/journal.ts';
import type { InstallerPort } from './privileged/port.ts';
import type { WakeUps } from './wake-up/wake-ups.ts';

/** What the parts of one running agent share, as the work for one of its accounts sees it. */
export interface Context {
  /** The account at work. */
  readonly config: AgentConfig;
  /** All accounts of the device. */
  readonly accounts: readonly AgentConfig[];
  /** State folder. */
  readonly state: string;
  readonly journal: Journal;
  readonly installer: InstallerPort;
  readonly questions: Questions;
  readonly wakeUps: WakeUps;
  /** Whoever reads and writes the stored tree holds this: a session for each turn, a job while it ends. */
  readonly exclusive: Exclusive;
  /** Whoever changes the software of the device holds this. */
  readonly installing: Exclusive;
  /** Whoever asks the End User a server's question holds this. */
  readonly asking: Exclusive;
  /** ISO 8601 UTC, as far as it can be trusted. */
  now(): string;
  /** Names this run of the system: another one after each boot. */
  bootId(): string;
  /** A proven server has said what time it is, ms. */
  heard(date: number): void;
  /** One line for whoever watches. */
  say(line: string): void;
  /** How far the download for a node is, in bytes. */
  progress(node: string, done: number, total: number): void;
  /** Something was spooled for this server: a session with it is wanted. */
  reportReady(serverId: string): void;
  /** Something a waiting order may wait for has come. */
  workReady(): void;
  /** Aborts when the agent is told to stop. */
  readonly signal: AbortSignal;
}
