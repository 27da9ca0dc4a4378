import type { InventoryRow, Package, TurnState } from '@scomo/fleet';

export type { Learnt } from '@scomo/fleet';

// Types of the workspaces below fleet, as fleet hands them on.
export type Account = TurnState['account'];
export type Manifest = Package['manifest'];
export type DeployedRow = Omit<InventoryRow, 'since'>;
