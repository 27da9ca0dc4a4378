/** Commands that a node can allow (DDF AccessType). spec/omadm.md §7.6 */
export type Access = 'Add' | 'Copy' | 'Delete' | 'Exec' | 'Get' | 'Replace';

/** Lower-case Format values. spec/omadm.md §3.3 */
export type Format =
  | 'node'
  | 'chr'
  | 'int'
  | 'bool'
  | 'bin'
  | 'b64'
  | 'xml'
  | 'date'
  | 'time'
  | 'float'
  | 'null';

interface Properties {
  /** MIME type of a leaf; management object identifier, or empty, of an interior node. */
  readonly type: string;
  /** Own ACL in canonical text, `''` inherits. spec/omadm.md §3.6 */
  readonly acl: string;
  readonly title: string;
  /** What the device allows, whatever the ACL says (405 else). */
  readonly access: readonly Access[];
  /** Built in: never created, deleted or renamed by a server. */
  readonly permanent: boolean;
  /** +1 per change, FFFF wraps to 0. */
  readonly verNo: number;
  /** `YYYYMMDDThhmmssZ` of the last change, `''` unknown. */
  readonly tStamp: string;
}

export interface Leaf extends Properties {
  readonly format: Exclude<Format, 'node'>;
  /** Octets for `bin`, text else. */
  readonly value: string | Uint8Array;
}

export interface Interior extends Properties {
  readonly format: 'node';
  readonly children: ReadonlyMap<string, TreeNode>;
}

/** A node of the management tree. Values are immutable: every change makes a new root, so a rollback is the old root. */
export type TreeNode = Leaf | Interior;

/** The whole tree is its root node. */
export type Tree = Interior;
