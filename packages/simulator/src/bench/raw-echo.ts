/** The reference of the turn benches: a bare `node:http` server that reads each body and answers with canned bytes. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [file = ''] = process.argv.slice(2);
const replies: readonly Buffer[] = (JSON.parse(readFileSync(file, 'utf8')) as string[]).map((text) =>
  Buffer.from(text, 'base64'),
);

const server = createServer({ keepAlive: true }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    Buffer.concat(chunks);
    const reply = replies[Number(request.url?.slice(1))] ?? Buffer.alloc(0);
    response.writeHead(200, {
      'content-type': 'application/vnd.syncml.dm+wbxml',
      'content-length': reply.length,
    });
    response.end(reply);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`port ${typeof address === 'object' && address !== null ? address.port : 0}`);
});
