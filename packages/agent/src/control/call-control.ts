import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { LIMITS } from '../base/limits.ts';
import { type ControlAnswer, controlPath } from './serve-control.ts';
import { ControlError, type ControlRequest } from './verbs.ts';

/** Has the agent that runs on this state folder do something. Undefined: none runs there. Throws ControlError with its words. */
export async function callControl(state: string, request: ControlRequest): Promise<unknown> {
  const path = controlPath(state);
  const line = existsSync(path) ? await exchange(path, `${JSON.stringify(request)}\n`) : undefined;
  if (line === undefined) return undefined;
  const answer = JSON.parse(line) as ControlAnswer;
  if (!answer.ok) throw new ControlError(answer.error);
  return answer.value;
}

/** One line for a line; undefined when nobody listens. */
function exchange(path: string, line: string): Promise<string | undefined> {
  return new Promise((done, failed) => {
    let text = '';
    const socket = connect(path, () => socket.write(line));
    socket.setEncoding('utf8').setTimeout(LIMITS.controlIdleMs, () => socket.destroy());
    socket.on('data', (part: string) => {
      text += part;
      if (text.endsWith('\n')) socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const nobody = error.code === 'ECONNREFUSED' || error.code === 'ENOENT';
      if (nobody) done(undefined);
      else failed(new ControlError(`the running agent cannot be reached: ${error.message}`));
    });
    socket.on('close', () => {
      if (text.endsWith('\n')) done(text);
      else failed(new ControlError('the running agent gave no answer'));
    });
  });
}
