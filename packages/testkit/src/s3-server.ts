import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A server of the S3 protocol with one empty bucket, as a process of its own. */
export interface S3Server {
  /** Of the bucket. */
  readonly url: string;
  /** The `SCOMO_S3_…` variables that open it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The key that it knows from the start. */
const KEY = 'S3RVER';

/** Starts @20minutes/s3rver, which checks signatures of version 4, on a free port of loopback; what it is given lies in `folder`. */
export async function startS3Server(folder: string): Promise<S3Server> {
  const program = join(import.meta.dirname, 's3-program.ts');
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const port = await new Promise<string>((found, failed) => {
    let said = '';
    child.stdout.on('data', (piece) => {
      said += String(piece);
      const [, port] = /port (\d+)/.exec(said) ?? [];
      if (port !== undefined) found(port);
    });
    child.once('exit', () => failed(new Error(`s3rver did not start: ${said}`)));
  });
  const url = `http://127.0.0.1:${port}/packages`;
  return {
    url,
    env: { SCOMO_S3_URL: url, SCOMO_S3_ACCESS_KEY_ID: KEY, SCOMO_S3_SECRET_ACCESS_KEY: KEY },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
