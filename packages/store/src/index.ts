export { CursorError } from './cursor.ts';
export type { Log } from './log.ts';
export { SchemaTooNewError } from './migrate.ts';
export { openStore } from './open-store.ts';
export { DataFolderError, type DataFolderProblem } from './postgres/data-folder-error.ts';
export { launchPostgres } from './postgres/launch-postgres.ts';
export type { LaunchedPostgres } from './postgres/supervise.ts';
export { type ThrowAwayPostgres, throwAwayPostgres } from './throw-away-postgres.ts';
