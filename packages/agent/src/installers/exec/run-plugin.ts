import { spawn } from 'node:child_process';
import { LIMITS } from '../../base/limits.ts';
import { programEnvironment, signalGroup } from '../../supervisor/run-program.ts';

/** A plug-in of the device. */
export interface Plugin {
  /** Payload kind without `exec:`, and what its component IDs begin with. */
  readonly name: string;
  readonly command: readonly string[];
  /** Folder that it works in and may keep things in. */
  readonly home: string;
  /** State folder of the agent. */
  readonly state: string;
}

/** How a call ended: `answer` is standard output, `said` the end of standard error. */
export interface PluginRun {
  /** 0 done, 1 refused or failed; undefined: killed, or never started. */
  readonly code: number | undefined;
  readonly answer: string;
  readonly said: string;
  /** In words, for a run without an answer that counts. */
  readonly how: string;
}

export interface PluginCall {
  readonly timeoutMs?: number;
  /** Called with the process number as soon as there is one. */
  readonly started?: (pid: number) => void;
}

/** Calls `COMMAND… VERB` with the request on standard input, and reads what it answers. Its process group ends with it. Never rejects. */
export function runPlugin(
  { name, command: [program = '', ...words], home, state }: Plugin,
  verb: string,
  request: string,
  { timeoutMs = LIMITS.scriptMs, started }: PluginCall = {},
): Promise<PluginRun> {
  return new Promise((resolve) => {
    const env = programEnvironment(state, { SCOMO_PLUGIN: name });
    const child = spawn(program, [...words, verb], { cwd: home, env, detached: true, stdio: 'pipe' });
    if (child.pid !== undefined) started?.(child.pid);
    const answer: Buffer[] = [];
    let octets = 0;
    let said = '';
    let ended: string | undefined;
    const end = (how: string) => {
      ended ??= how;
      signalGroup(child.pid, 'SIGKILL');
    };
    const timer = setTimeout(() => end(`no end within ${timeoutMs} ms`), timeoutMs);
    child.stdout.on('data', (bytes: Buffer) => {
      octets += bytes.length;
      if (octets <= LIMITS.pluginAnswerBytesMax) answer.push(bytes);
      else end(`an answer of more than ${LIMITS.pluginAnswerBytesMax} octets`);
    });
    child.stderr.on('data', (bytes: Buffer) => {
      said = `${said}${bytes.toString('utf8')}`.slice(-LIMITS.pluginSaidCharsMax);
    });
    // A plug-in may leave without reading what it is told.
    child.stdin.on('error', () => undefined);
    child.stdin.end(request);
    const done = (code: number | null, how: string) => {
      clearTimeout(timer);
      signalGroup(child.pid, 'SIGKILL');
      const whole = ended === undefined;
      resolve({
        code: whole ? (code ?? undefined) : undefined,
        answer: whole ? Buffer.concat(answer).toString('utf8') : '',
        said: said.trim(),
        how: ended ?? how,
      });
    };
    child.on('error', (error) => done(null, `could not be started: ${error.message}`));
    // What it has left behind may hold its streams open: that ends with the group.
    child.on('exit', () => setImmediate(() => signalGroup(child.pid, 'SIGKILL')));
    child.on('close', (code, signal) => done(code, signal === null ? `exit ${code}` : `killed by ${signal}`));
  });
}
