/** ResultCode of a report. spec/scomo.md §6.1; the range 1490-1499 is ours, docs/scomo-extension.md */
export const RESULT_CODES = {
  1200: 'Success',
  1400: 'ClientError',
  1401: 'UserCancelled',
  1402: 'DownloadFailed',
  1403: 'AltDownloadAuthFailed',
  1404: 'DownloadFailedOutOfMemory',
  1405: 'InstallFailed',
  1406: 'InstallFailedOutOfMemory',
  1407: 'PackageValidationFailed',
  1408: 'RemoveFailed',
  1409: 'ActivateFailed',
  1410: 'DeactivateFailed',
  1411: 'NotImplemented',
  1412: 'UndefinedError',
  1413: 'OperationRejected',
  1490: 'DigestMismatch',
  1491: 'SizeMismatch',
  1492: 'WrongAuthority',
  1493: 'WrongDeviceType',
  1494: 'RollbackRefused',
  1495: 'PackageExpired',
  1496: 'MalformedPackage',
  1497: 'RolledBackWithSet',
  1498: 'DependencyMissing',
  1499: 'UntrustedRoot',
  1500: 'AltDownloadServerError',
  1501: 'AltDownloadServerUnavailable',
} as const;

export type ResultCode = keyof typeof RESULT_CODES;

export type ResultClass = 'success' | 'clientError' | 'serverError' | 'unknownFailure';

/** Class of any code a peer may send, known or not. spec/scomo.md §6.1 */
export function classifyResult(code: number): ResultClass {
  if (code >= 1200 && code < 1300) return 'success';
  if (code >= 1400 && code < 1500) return 'clientError';
  if (code >= 1500 && code < 1600) return 'serverError';
  return 'unknownFailure';
}

/** Name for people; unknown codes show their class. */
export function resultName(code: number): string {
  const name = (RESULT_CODES as Record<number, string | undefined>)[code];
  return name ?? classifyResult(code);
}
