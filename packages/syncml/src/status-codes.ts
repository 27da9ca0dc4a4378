/** Status codes of SyncML 1.2.2 as DM uses them. spec/omadm.md §2.13 */
export const STATUS_CODES: Readonly<Record<number, string>> = {
  101: 'In progress',
  200: 'OK',
  201: 'Item added',
  202: 'Accepted for processing',
  203: 'Non-authoritative response',
  204: 'No content',
  205: 'Reset content',
  206: 'Partial content',
  212: 'Authentication accepted',
  213: 'Chunked item accepted',
  214: 'Operation cancelled',
  215: 'Not executed',
  216: 'Atomic roll back OK',
  304: 'Not modified',
  305: 'Use proxy',
  400: 'Bad request',
  401: 'Invalid credentials',
  402: 'Payment required',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Command not allowed',
  406: 'Optional feature not supported',
  407: 'Authentication required',
  408: 'Request timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Size required',
  412: 'Incomplete command',
  413: 'Request entity too large',
  414: 'URI too long',
  415: 'Unsupported media type or format',
  416: 'Size too big',
  417: 'Retry later',
  418: 'Already exists',
  420: 'Device full',
  424: 'Size mismatch',
  425: 'Permission denied',
  500: 'Command failed',
  501: 'Command not implemented',
  503: 'Service unavailable',
  505: 'DTD version not supported',
  506: 'Processing error',
  507: 'Atomic failed',
  510: 'Data store failure',
  511: 'Server failure',
  513: 'Protocol version not supported',
  516: 'Atomic roll back failed',
  517: 'Atomic response too large',
};

/** Name of a status code; codes outside the table are told by their class. spec/omadm.md §2.13 last line */
export function statusName(code: number): string {
  const known = STATUS_CODES[code];
  if (known !== undefined) return known;
  if (code >= 200 && code < 300) return 'success';
  if (code >= 300 && code < 400) return 'not done';
  return code >= 400 && code < 600 ? 'failure' : 'unknown';
}
