export * from './bootstrap/accept-bootstrap.ts';
export * from './bootstrap/bootstrap-error.ts';
export type { BootstrapPorts } from './bootstrap/bootstrap-ports.ts';
export { buildCpProfile } from './bootstrap/build-cp-profile.ts';
export { buildDmProfile } from './bootstrap/build-dm-profile.ts';
export {
  type BootstrapOffer,
  cpContentType,
  cpPush,
  dmContentType,
  offerOfHttp,
  offerOfPush,
} from './bootstrap/offer.ts';
export type { BootstrapProfile } from './bootstrap/profile.ts';
export { readCpProfile } from './bootstrap/read-cp-profile.ts';
export { readDmProfile } from './bootstrap/read-dm-profile.ts';
export {
  type BootstrapSecrets,
  imsiKey,
  macKey,
  macOf,
  type ProfileKind,
  type SecMethod,
} from './bootstrap/sec-methods.ts';
