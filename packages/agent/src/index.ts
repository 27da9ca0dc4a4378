export { type Agent, type AgentOptions, openAgent } from './agent.ts';
export { packageCrypto } from './base/node-crypto.ts';
export { type AgentConfig, loadConfig, parseConfig } from './config.ts';
export type { GivenAnswer, Question, Questions } from './consent/questions.ts';
export { downloadPackage } from './download/download-package.ts';
export { dpkgInstaller } from './installers/dpkg/dpkg.ts';
export { endOrphans } from './supervisor/process-table.ts';
