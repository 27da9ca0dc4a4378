import { type ClientWays, USUAL_WAYS } from '@scomo/scomo';
import type { Profile, Sign } from './profile.ts';

interface Row {
  readonly name: string;
  readonly about: string;
  readonly signs?: readonly Sign[];
  readonly challengeCode?: 401;
  readonly fillPercent?: number;
  readonly ways?: Partial<ClientWays>;
}

/** Symbian lists one name and executes another; a second spelling was seen elsewhere. spec/scomo.md §12 Q37, T21 */
const ALIASES = {
  downloadinstallinactivate: 'DownloadInstallInactive',
  downlaodinstallinactive: 'DownloadInstallInactive',
};

/** One row a family, the first whose sign matches counts. Patterns come from spec/omadm.md §9.1, §14 and spec/scomo.md §12. */
const ROWS: readonly Row[] = [
  {
    name: 'scomo',
    about: 'Our own agent.',
    signs: [{ userAgent: /^scomo-agent\b/ }],
  },
  {
    name: 'windows',
    about: 'Windows MDM dialect: no ACLs, no Correlator, decimal session ids.',
    signs: [{ userAgent: /^MSFT OMA DM Client/i }],
  },
  {
    name: 'mediatek',
    about: 'MediaTek SCOMO: built-in Download/CMCCSCM, Execs of components without an end.',
    signs: [{ nodes: /\bCMCCSCM\b/ }, { Man: /mediatek|^mtk\b/i }, { userAgent: /mediatek/i }],
    ways: { downloadNode: 'static', reportHours: 4 },
  },
  {
    name: 'redbend',
    about: 'RedBend vDM: built-in Download/RB_DP, alert types set by the vendor.',
    signs: [{ nodes: /\bRB_DP\b/ }, { DmV: /vdm|red ?bend/i }, { userAgent: /vdm|red ?bend/i }],
    ways: { downloadNode: 'static' },
  },
  {
    name: 'symbian',
    about: 'Symbian and Nokia: older alert type, an operation listed under another name.',
    signs: [{ nodes: /\bSCOMODefault\b/ }, { Man: /^nokia\b/i }, { userAgent: /symbian|nokia/i }],
    ways: { aliases: ALIASES },
  },
  {
    name: 'verizon',
    about: 'Verizon: ./SCM with names in lower case, Execs queued until battery and memory allow.',
    signs: [{ nodes: /\bSCM\b/ }],
    ways: { reportHours: 72 },
  },
  {
    name: 'webos',
    about: 'webOS-era phones.',
    signs: [{ Man: /^palm\b/i }, { userAgent: /\bwebos\b/i }],
    challengeCode: 401,
  },
  {
    name: 'aosp',
    about: 'Phones with the AOSP or Motorola engine: a 407 ends the session instead of being answered.',
    signs: [{ Man: /^motorola\b/i }, { userAgent: /motorola|\bomadm\b/i }],
    challengeCode: 401,
  },
  {
    name: 'samsung',
    about: 'Samsung phones.',
    signs: [{ Man: /^samsung\b/i }, { userAgent: /^SyncML DM Client\b/i }],
  },
  {
    name: 'libdmclient',
    about: 'Devices with libdmclient: no lists, ends when it has a single Status to send.',
    signs: [{ userAgent: /libdmclient/i }, { DmV: /libdmclient/i }],
    ways: { lists: false },
  },
  {
    name: 'hotspot',
    about: 'Hotspot 2.0 stations with the client of hostap: session id 1, shuffled statuses, no lists.',
    signs: [{ Mod: /\bHS20\b/i }, { userAgent: /\bhs20\b/i }],
    ways: { lists: false },
  },
  {
    name: 'funambol',
    about: 'Funambol-era clients: messages may fill 85 % of what they say.',
    signs: [{ userAgent: /funambol|sync4j/i }, { Man: /funambol|sync4j/i }],
    fillPercent: 85,
  },
  {
    name: 'plain',
    about: 'Any client that has refused ?list=: every leaf is read by itself.',
    signs: [{ lists: /refused/ }],
    ways: { lists: false },
  },
  { name: 'default', about: 'Any other client, with everything in spec/peers.md A tolerated.' },
];

/** Every profile; the last one is `default`. */
export const PROFILES: readonly Profile[] = ROWS.map((row) => ({
  signs: [],
  challengeCode: 407,
  fillPercent: 100,
  ...row,
  ways: { ...USUAL_WAYS, ...row.ways },
}));

/** Names of nodes that sessions look out for. */
export const TELLING_NODES = ['CMCCSCM', 'RB_DP', 'SCOMODefault', 'SCM'] as const;
