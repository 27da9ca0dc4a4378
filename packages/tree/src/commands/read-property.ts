import { utf8Encode } from '@scomo/syncml';
import type { TreeNode } from '../node.ts';
import type { Path, PropertyName } from '../uri.ts';

/** Text of a property; 405 for the Size of what may not be read, 406 for that of an interior node. spec/omadm.md §3.4 */
export function readProperty(node: TreeNode, path: Path, name: PropertyName): string | 405 | 406 {
  switch (name) {
    case 'ACL':
      return node.acl;
    case 'Format':
      return node.format;
    case 'Name':
      return path.at(-1) ?? '.';
    case 'Title':
      return node.title;
    case 'TStamp':
      return node.tStamp;
    case 'Type':
      return node.type;
    case 'VerNo':
      return String(node.verNo);
    case 'Size': {
      if (node.format === 'node') return 406;
      if (!node.access.includes('Get')) return 405;
      return String(typeof node.value === 'string' ? utf8Encode(node.value).length : node.value.length);
    }
  }
}
