import { PRIMITIVES, type Primitive } from '../object.ts';

/**
 * Combined operations: primitives one after the other as one order with one outcome. Of each step the first one that the
 * device offers. DownloadInstall and DownloadInstallInactive are primitives themselves. Mission row F3
 */
const COMBINED = {
  'Download+Install+Activate': [['Download'], ['InstallInactive', 'Install'], ['Activate']],
  'Update+Activate': [['DownloadInstallInactive', 'DownloadInstall'], ['Activate']],
  'Deactivate+Remove': [['Deactivate'], ['Remove']],
} as const satisfies Readonly<Record<string, readonly (readonly Primitive[])[]>>;

export type Combined = keyof typeof COMBINED;

/** What an operation order may ask for. */
export type Operation = Primitive | Combined;

const FETCHING: readonly Primitive[] = PRIMITIVES.Download;
const ON_COMPONENTS: readonly Primitive[] = PRIMITIVES.Deployed;

/** The primitives of an operation in their order, each with those that do as well. */
export function stepsOf(operation: Operation): readonly (readonly Primitive[])[] {
  return operation in COMBINED ? COMBINED[operation as Combined] : [[operation as Primitive]];
}

/** It begins with a download, so that its package must be there to be had. */
export function fetches(operation: Operation): boolean {
  return stepsOf(operation).some((step) => step.some((primitive) => FETCHING.includes(primitive)));
}

/** It is about what is deployed, and may name a component instead of a package. */
export function isForComponents(operation: Operation): boolean {
  return stepsOf(operation).every((step) => step.some((primitive) => ON_COMPONENTS.includes(primitive)));
}

/** A later step that fails takes the earlier ones back: an update is whole, or it never was. */
export function isTakenBack(operation: Operation): boolean {
  return operation === 'Update+Activate';
}
