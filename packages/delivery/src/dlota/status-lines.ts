/** What a download ends with: code and words of the line that goes to `installNotifyURI`. spec/scomo.md §10.3 */
export const DLOTA_STATUSES = {
  900: 'Success',
  901: 'Insufficient memory',
  902: 'User Cancelled',
  903: 'Loss of Service',
  905: 'Attribute mismatch',
  906: 'Invalid descriptor',
  951: 'Invalid DDVersion',
  952: 'Device Aborted',
  953: 'Non-Acceptable Content',
  954: 'Loader Error',
} as const;

export type DlotaStatus = keyof typeof DLOTA_STATUSES;

/** `900 Success`: the whole body of a notice. */
export function statusLine(status: DlotaStatus): string {
  return `${status} ${DLOTA_STATUSES[status]}`;
}

/** The code of a line, whatever its words and its end are; undefined when it is none of the ten. */
export function readStatusLine(text: string): DlotaStatus | undefined {
  const code = Number(/^\s*(\d{3})\b/.exec(text)?.[1]);
  return code in DLOTA_STATUSES ? (code as DlotaStatus) : undefined;
}

/** A download that its descriptor ends; `status` is what the server is told. */
export class DescriptorFault extends Error {
  readonly status: DlotaStatus;
  /** Where the server wants to hear of it, when that much of the descriptor could be read. */
  readonly installNotifyURI: string | undefined;

  constructor(status: DlotaStatus, detail: string, installNotifyURI?: string) {
    super(`${statusLine(status)}: ${detail}`);
    this.name = 'DescriptorFault';
    this.status = status;
    this.installNotifyURI = installNotifyURI;
  }
}
