import type { Primitive } from '../object.ts';
import type { TaskState } from './task.ts';

type Words = { readonly state: TaskState; readonly running: string; readonly end: string };

const words = (state: TaskState, running: string, end: string): Words => ({ state, running, end });

/** State and reason while the device is at it, and how it ends. design.md §3 */
export const WORDS: Readonly<Record<Primitive, Words>> = {
  Download: words('downloading', 'the device downloads', 'delivered'),
  DownloadInstall: words('downloading', 'the device downloads and installs', 'active'),
  DownloadInstallInactive: words('downloading', 'the device downloads and installs', 'inactive'),
  Install: words('installing', 'the device installs', 'active'),
  InstallInactive: words('installing', 'the device installs', 'inactive'),
  Activate: words('activating', 'the device activates', 'active'),
  Deactivate: words('activating', 'the device deactivates', 'inactive'),
  Remove: words('installing', 'the device removes', 'absent'),
};
