import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileServer } from '../../test/file-server.ts';
import { createTransport } from './transport.ts';

/** Types that servers were seen to answer with, and the encoding we take the answer for. spec/peers.md B, spec/omadm.md Q28 */
const ROWS: readonly [type: string, body: Uint8Array, encoding: 'xml' | 'wbxml' | undefined][] = [
  ['application/vnd.syncml.dm+xml', Buffer.from('<SyncML/>'), 'xml'],
  ['application/vnd.syncml+xml', Buffer.from('<SyncML/>'), 'xml'],
  ['application/vnd.syncml+wbxml', Uint8Array.of(2, 0xa4, 1, 0x6a, 0), 'wbxml'],
  ['Application/VND.SyncML.DM+WBXML; charset=utf-8', Uint8Array.of(2, 0xa4, 1, 0x6a, 0), 'wbxml'],
  ['text/xml', Buffer.from('<SyncML/>'), 'xml'],
  ['', Uint8Array.of(2, 0xa4, 1, 0x6a, 0), 'wbxml'],
  ['text/html', Buffer.from('<html/>'), undefined],
];
for (const [type, body, encoding] of ROWS) {
  test(`an answer of type ${JSON.stringify(type)}: ${encoding ?? 'refused'}`, async (t) => {
    const files = await fileServer(t, (_request, response) => {
      if (type !== '') response.setHeader('content-type', type);
      response.end(body);
    });
    const transport = createTransport(new AbortController().signal);
    t.after(() => transport.close());
    const post = transport.post(`http://${files.host}/dm`, {
      bytes: Buffer.from('<SyncML/>'),
      encoding: 'xml',
    });
    if (encoding === undefined) await assert.rejects(post, /answer is text\/html/);
    else assert.equal((await post).encoding, encoding);
  });
}
