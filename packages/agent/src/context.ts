import type { Exclusive } from './base/mutex.ts';
import type { AgentConfig } from './config.ts';
import type { Questions } from './consent/questions.ts';
import type { Journal } from './journal/journal.ts';
import type { InstallerPort } from './privileged/port.ts';
import type { WakeUps } from './wake-up/wake-ups.ts';

/** What the parts of one running agent share. */
export interface Context {
  readonly config: AgentConfig;
  /** State folder. */
  readonly state: string;
  readonly journal: Journal;
  readonly installer: InstallerPort;
  readonly questions: Questions;
  readonly wakeUps: WakeUps;
  /** Whoever reads and writes the stored tree holds this: a session all along, a job while it ends. */
  readonly exclusive: Exclusive;
  /** ISO 8601 UTC. */
  now(): string;
  /** One line for whoever watches. */
  say(line: string): void;
  /** How far the download for a node is, in bytes. */
  progress(node: string, done: number, total: number): void;
  /** Something was spooled: a session is wanted. */
  reportReady(): void;
  /** Something a waiting order may wait for has come. */
  workReady(): void;
  /** Aborts when the agent is told to stop. */
  readonly signal: AbortSignal;
}
