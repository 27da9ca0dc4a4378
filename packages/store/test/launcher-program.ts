import { writeSync } from 'node:fs';
import { launchPostgres } from '../src/postgres/launch-postgres.ts';
import { QUIET } from './samples.ts';

// Starts the server on the folder given, says where, and stays until it is killed.
const [dataDir = ''] = process.argv.slice(2);
const server = await launchPostgres({ dataDir, log: QUIET });
writeSync(1, `${server.url}\n`);
