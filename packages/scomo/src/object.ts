/** Type property of the MO root. spec/scomo.md §0.4 */
export const MO_URN = { '1.0': 'urn:oma:mo:oma-scomo:1.0', '1.1': 'urn:oma:mo:oma-scomo:1.1' } as const;

/** Types of the completion alert; we send the first, accept both. spec/scomo.md §0.4 */
export const ALERT_COMPLETE = [
  'urn:oma:at:scomo:1.0:OperationComplete',
  'org.openmobilealliance.dm.softwarecomponent.OperationComplete',
] as const;

/** Client-initiated requests of 1.1. spec/scomo.md §2.12 */
export const ALERT_UPDATE = {
  user: 'urn:oma:at:scomo:1.1:UpdateUserRequest',
  device: 'urn:oma:at:scomo:1.1:UpdateDeviceRequest',
} as const;

/** Our own alert: a component that runs by itself has stopped working. docs/scomo-extension.md */
export const ALERT_BROKEN = 'urn:scomo:at:1.0:ComponentBroken';

/** Our own alert: what the End User answered. docs/scomo-extension.md */
export const ALERT_CONSENT = 'urn:scomo:at:1.0:ConsentAnswer';
/** Our own alert: why the device does not install yet. docs/scomo-extension.md */
export const ALERT_HELD = 'urn:scomo:at:1.0:Held';

/** Primitives of the standard object, by the branch they stand in. spec/scomo.md §3.1 */
export const PRIMITIVES = {
  Download: ['Download', 'DownloadInstall', 'DownloadInstallInactive'],
  Delivered: ['Install', 'InstallInactive', 'Remove'],
  Deployed: ['Activate', 'Deactivate', 'Remove'],
} as const;

export type Branch = keyof typeof PRIMITIVES;
export type Primitive = (typeof PRIMITIVES)[Branch][number];

/** Where each branch stands below the MO root. */
export const BRANCH_PATH: Record<Branch, string> = {
  Download: 'Download',
  Delivered: 'Inventory/Delivered',
  Deployed: 'Inventory/Deployed',
};

/** Our vendor extension below the MO root: all-or-none sets. docs/scomo-extension.md */
export const SETS_PATH = 'Ext/Scomo/Sets';
/** What the device may ask for, one leaf an offer. docs/scomo-extension.md */
export const OFFERS_PATH = 'Ext/Scomo/Offers';
/** Interval of the periodic check for updates, of an object of version 1.1. spec/scomo.md §3.3 */
export const CHECK_FREQ_PATH = 'Config/CheckUpdateFreq';
/** Hosts that the device fetches packages from, blanks between: read by the server, never written. docs/scomo-extension.md */
export const DOWNLOAD_HOSTS_PATH = 'Ext/Scomo/DownloadHosts';
/** Leaf of `Download/<x>` and `Delivered/<x>` that names the set it belongs to. */
export const MEMBER_SET_PATH = 'Ext/Scomo/Set';
