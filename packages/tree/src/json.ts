import type { Interior, Leaf, TreeNode } from './node.ts';

/** A node as JSON: children as pairs in their order, octets as hexadecimal text. */
export type NodeJson =
  | (Omit<Interior, 'children'> & { readonly children: readonly (readonly [string, NodeJson])[] })
  | (Omit<Leaf, 'value'> & { readonly value: string | { readonly hex: string } });

/** A node and all below it as a value for JSON.stringify. */
export function toJson(node: TreeNode): NodeJson {
  if (node.format === 'node') {
    return { ...node, children: [...node.children].map(([name, child]) => [name, toJson(child)] as const) };
  }
  return { ...node, value: typeof node.value === 'string' ? node.value : { hex: hexOf(node.value) } };
}

/** The node that `toJson` wrote. */
export function fromJson(json: NodeJson): TreeNode {
  if (json.format === 'node') {
    return { ...json, children: new Map(json.children.map(([name, child]) => [name, fromJson(child)])) };
  }
  return { ...json, value: typeof json.value === 'string' ? json.value : octetsOf(json.value.hex) };
}

function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

function octetsOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
