import { after, before, describe } from 'node:test';
import { storeContract } from '../test/contract.ts';
import { debianPostgres } from '../test/debian-postgres.ts';
import { KEY, QUIET } from '../test/samples.ts';
import { openStore } from './open-store.ts';
import { type ThrowAwayPostgres, throwAwayPostgres } from './throw-away-postgres.ts';

const binaries = debianPostgres();
const skip = binaries ? false : 'PostgreSQL 15 of Debian is not installed (apt-get install postgresql-15)';

describe('store on PostgreSQL 15', { skip }, () => {
  let postgres: ThrowAwayPostgres | undefined;
  before(async () => {
    if (binaries) postgres = await throwAwayPostgres(() => binaries);
  });
  after(() => postgres?.stop());
  storeContract({
    open: async () =>
      openStore({ url: (await postgres?.freshDatabase()) ?? '', secretsKey: KEY, log: QUIET }),
  });
});
