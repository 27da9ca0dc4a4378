import { SaxesParser } from 'saxes';

interface Node {
  readonly name: string;
  readonly uri: string;
  readonly children: (Node | string)[];
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The same job by saxes: octets to a tree of elements with namespaces and texts, the least to build a message from. */
export function saxesParse(bytes: Uint8Array): Node {
  const parser = new SaxesParser({ xmlns: true });
  const root: Node = { name: '', uri: '', children: [] };
  const open = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local, uri }) => {
    const node: Node = { name: local, uri, children: [] };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', (text) => {
    open.at(-1)?.children.push(text);
  });
  parser.write(decoder.decode(bytes)).close();
  return root;
}
