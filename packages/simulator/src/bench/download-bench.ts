import { createHash, generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { downloadPackage, packageCrypto } from '@scomo/agent';
import { buildPackage, buildRoot, initialTrust, type TrustState, verifyPackage } from '@scomo/delivery';
import { startChild } from '../child.ts';
import { type BenchRow, compare, type RoundOptions } from './rounds.ts';

const PAYLOAD_BYTES = 64 * 1024 * 1024;
const DESTINATION = { authority: 'acme', deviceType: 'gateway' };
const ROUNDS: RoundOptions = { rounds: 7, seconds: 1, warmSeconds: 1 };

/**
 * The agent's download of a signed package, every chunk and the whole file verified, alternating with a bare SHA-256 of the
 * same bytes as they come: one hash on their way from the same server to a file, and nothing else.
 */
export async function downloadBench(options: RoundOptions = ROUNDS): Promise<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-download-'));
  const { bytes, trust } = makePackage();
  writeFileSync(join(folder, 'package'), bytes);
  const server = startChild(
    [process.execPath, resolve(import.meta.dirname, 'file-echo.ts'), join(folder, 'package')],
    {
      env: process.env,
      cwd: folder,
      log: join(folder, 'server.log'),
    },
  );
  try {
    const [, port] = await server.says(/port (\d+)/, 10_000);
    const url = `http://127.0.0.1:${port}/package`;
    const digest = hash('sha256', bytes);
    const ours = () => fetchVerified(url, digest, join(folder, 'part'), trust);
    const reference = () => fetchHashed(url, digest, join(folder, 'bare'));
    const contest = {
      ours: (seconds: number) => megabytesPerSecond(seconds, ours, bytes.length),
      reference: (seconds: number) => megabytesPerSecond(seconds, reference, bytes.length),
    };
    return await compare('download-vs-sha256', [contest], 'MB/s of a package of 64 MiB', options);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fetchVerified(url: string, digest: string, path: string, trust: TrustState): Promise<void> {
  await downloadPackage({
    url,
    digest,
    path,
    rules: { hosts: [new URL(url).host], allowHttp: false },
    judge: (head) => verifyPackage(head, trust, DESTINATION, '2030-01-01T00:00:00Z', packageCrypto),
    etag: undefined,
    onEtag: () => undefined,
    spent: { requests: 0, bytes: 0 },
    onSpent: () => undefined,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  rmSync(path);
}

function fetchHashed(url: string, digest: string, path: string): Promise<void> {
  return new Promise((done, failed) => {
    get(url, { agent: false }, (response) => {
      const whole = createHash('sha256');
      const fd = openSync(path, 'w');
      response.on('data', (piece: Buffer) => {
        whole.update(piece);
        writeSync(fd, piece);
      });
      response.on('end', () => {
        fdatasyncSync(fd);
        closeSync(fd);
        rmSync(path);
        if (whole.digest('hex') === digest) done();
        else failed(new Error('other bytes'));
      });
    }).on('error', failed);
  });
}

/** Of processor time, all threads of this process counted: what else the machine does hardly matters. */
async function megabytesPerSecond(
  seconds: number,
  pass: () => Promise<void>,
  bytes: number,
): Promise<number> {
  const start = process.cpuUsage();
  for (let passes = 1; ; passes++) {
    await pass();
    const { user, system } = process.cpuUsage(start);
    if (user + system >= seconds * 1e6) return (passes * bytes) / (user + system);
  }
}

function makePackage() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keyId = publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('hex');
  const signer = { keyId, sign: (message: Uint8Array) => sign(null, message, privateKey) };
  const expires = '2040-01-01T00:00:00Z';
  const root = buildRoot(
    {
      authority: DESTINATION.authority,
      version: 1,
      expires,
      epoch: 1,
      root: { keys: [keyId], threshold: 1 },
      release: { keys: [keyId], threshold: 1, prefixes: [] },
    },
    [signer],
  );
  const bytes = buildPackage(
    {
      authority: DESTINATION.authority,
      component: 'org.example.bench',
      version: '1.0.0',
      counter: 1,
      epoch: 1,
      compat: [],
      requires: [],
      conflicts: [],
      issued: '2026-01-01T00:00:00Z',
      expires,
      payload: 'tree',
      characteristics: { title: 'bench', provider: 'Acme', summary: '', price: 'free', permissions: [] },
    },
    [{ path: 'data', mode: 0o644, bytes: randomBytes(PAYLOAD_BYTES) }],
    [signer],
    packageCrypto,
  );
  return { bytes, trust: initialTrust(root, packageCrypto) };
}
