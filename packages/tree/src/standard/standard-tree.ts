import { emptyTree, interior, leaf } from '../build.ts';
import { putNode } from '../edit.ts';
import { LIMITS } from '../limits.ts';
import type { Access, Interior, Leaf, Tree, TreeNode } from '../node.ts';

/** What DevInfo and DevDetail tell of a device. spec/omadm.md §7.2, §7.3 */
export interface DeviceFacts {
  /** Globally unique, URN style: `IMEI:…`. */
  readonly devId: string;
  readonly man: string;
  readonly mod: string;
  /** Version of the DM client. */
  readonly dmV: string;
  readonly lang: string;
  readonly devTyp: string;
  readonly oem: string;
  readonly fwV: string;
  readonly swV: string;
  readonly hwV: string;
  /** Whether values may come in chunks (`LrgObj`). */
  readonly lrgObj: boolean;
}

/** Types of the standard objects' roots. spec/omadm.md §7 */
export const STANDARD_URN = {
  DMAcc: 'urn:oma:mo:oma-dm-dmacc:1.0',
  DevInfo: 'urn:oma:mo:oma-dm-devinfo:1.0',
  DevDetail: 'urn:oma:mo:oma-dm-devdetail:1.0',
} as const;

const GET: readonly Access[] = ['Get'];

/** A built-in node that servers can only read. */
export function fixedNode(children: Readonly<Record<string, TreeNode>>, type = ''): Interior {
  return interior(children, { type, permanent: true, access: GET });
}

/** A built-in leaf that servers can only read. */
export function fixedLeaf(value: string, format: Leaf['format'] = 'chr'): Leaf {
  return leaf(value, { format, permanent: true, access: GET });
}

/** The tree every device starts with: DevInfo, DevDetail with the limits of this workspace, DMAcc without accounts. spec/omadm.md §7 */
export function standardTree(facts: DeviceFacts): Tree {
  const devInfo = fixedNode(
    {
      DevId: fixedLeaf(facts.devId),
      Man: fixedLeaf(facts.man),
      Mod: fixedLeaf(facts.mod),
      DmV: fixedLeaf(facts.dmV),
      Lang: fixedLeaf(facts.lang),
    },
    STANDARD_URN.DevInfo,
  );
  const devDetail = fixedNode(
    {
      URI: fixedNode({
        MaxDepth: fixedLeaf(String(LIMITS.segmentsMax)),
        MaxTotLen: fixedLeaf(String(LIMITS.uriCharsMax)),
        MaxSegLen: fixedLeaf(String(LIMITS.segmentCharsMax)),
      }),
      DevTyp: fixedLeaf(facts.devTyp),
      OEM: fixedLeaf(facts.oem),
      FwV: fixedLeaf(facts.fwV),
      SwV: fixedLeaf(facts.swV),
      HwV: fixedLeaf(facts.hwV),
      LrgObj: fixedLeaf(String(facts.lrgObj), 'bool'),
    },
    STANDARD_URN.DevDetail,
  );
  const named = { DevInfo: devInfo, DevDetail: devDetail, DMAcc: fixedNode({}) };
  return Object.entries(named).reduce<Tree>((tree, [name, node]) => putNode(tree, [name], node), emptyTree());
}
