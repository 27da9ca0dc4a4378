/** What is wrong with one member of a list of commands. */
export interface Fault {
  /** JSON pointer, from the command or the list on, e.g. `/uri`. */
  readonly pointer: string;
  readonly detail: string;
}
