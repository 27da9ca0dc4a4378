/** Why the embedded server cannot serve a data folder. */
export type DataFolderProblem =
  /** Another program holds the folder. */
  | 'in-use'
  /** What is there is no usable PostgreSQL data folder. */
  | 'damaged'
  /** Made by another major version of PostgreSQL. */
  | 'version'
  /** No server binaries for this platform. */
  | 'platform'
  /** The server does not come up. */
  | 'start';

/** The embedded server refuses to start; the message says what to do. */
export class DataFolderError extends Error {
  readonly code: DataFolderProblem;

  constructor(code: DataFolderProblem, message: string) {
    super(message);
    this.name = 'DataFolderError';
    this.code = code;
  }
}
