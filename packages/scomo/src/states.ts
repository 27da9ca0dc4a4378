/** `Download/<x>/Status`. spec/scomo.md §4.1 */
export const DownloadStatus = {
  idle: 10,
  downloadFailed: 20,
  downloading: 30,
  downloadComplete: 40,
  installing: 50,
  installFailedWithData: 60,
  installFailedNoData: 70,
} as const;

/** `Delivered/<x>/Status`. spec/scomo.md §4.2 */
export const DeliveredStatus = {
  idle: 10,
  removeFailed: 20,
  removing: 30,
  installing: 40,
  installFailedWithData: 50,
  installFailedNoData: 60,
} as const;

/** `Delivered/<x>/State`. spec/scomo.md §4.2 */
export const DeliveredState = { delivered: 10, installed: 20 } as const;

/** `Deployed/<y>/Status`. spec/scomo.md §4.3 */
export const DeployedStatus = {
  idle: 10,
  removeFailed: 20,
  removing: 30,
  activateFailed: 40,
  activating: 50,
  deactivateFailed: 60,
  deactivating: 70,
} as const;

/** `Deployed/<y>/State`. spec/scomo.md §4.3 */
export const DeployedState = { inactive: 10, active: 20 } as const;

/** `Ext/Scomo/Sets/<s>/Status`: the same numbers as a Deployed component's activation. docs/scomo-extension.md */
export const SetStatus = { idle: 10, activateFailed: 40, activating: 50 } as const;
