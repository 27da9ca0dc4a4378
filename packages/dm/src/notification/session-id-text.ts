const SESSION_ID_MAX = 0xffff;

/** SessionID of package 1 for a notification: upper-case hex without leading zeros. @throws Error outside of 1..65535. spec/omadm.md §6.1 */
export function sessionIdText(id: number): string {
  if (!isSessionId(id)) throw new Error(`no session id of a notification: ${id}`);
  return id.toString(16).toUpperCase();
}

export function isSessionId(id: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= SESSION_ID_MAX;
}
