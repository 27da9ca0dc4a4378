export { type Agent, type AgentOptions, openAgent } from './agent.ts';
export { type AgentConfig, loadConfig, parseConfig } from './config.ts';
export type { GivenAnswer, Question, Questions } from './consent/questions.ts';
export { endOrphans } from './supervisor/process-table.ts';
