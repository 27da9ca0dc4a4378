export { checkMac, checkMacText, macHeaderFor } from './auth/check-mac.ts';
export { fitsMacHeader, MAC_HEADER, type MacHeader, readMacHeader } from './auth/mac-header.ts';
