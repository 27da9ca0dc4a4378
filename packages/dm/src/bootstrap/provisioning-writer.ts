import { utf8Encode } from '@scomo/syncml';
import { NAMES, PROVISIONING, TYPES, tokenOf, VALUES } from './provisioning-tokens.ts';

const SWITCH_PAGE = 0x00;
const END = 0x01;
const STR_I = 0x03;
const HAS_ATTRIBUTES = 0x80;
const HAS_CONTENT = 0x40;

/** Writes a wap-provisioningdoc. Texts with a token are written as it; the attribute page changes when it must. spec/omadm.md §8.7 */
export class ProvisioningWriter {
  readonly #octets: number[] = [];
  #page = 0;

  begin(): void {
    const { version, publicId, charset, tag, versionAttribute } = PROVISIONING;
    this.#octets.push(version, publicId, charset, 0, tag.document | HAS_ATTRIBUTES | HAS_CONTENT);
    this.#octets.push(versionAttribute);
    this.#text('1.1');
    this.#octets.push(END);
  }

  characteristic(type: string): void {
    this.#octets.push(PROVISIONING.tag.characteristic | HAS_ATTRIBUTES | HAS_CONTENT);
    const row = tokenOf(TYPES, type);
    if (row === undefined) throw new Error(`no token for characteristic ${type}`);
    this.#token(row.page, row.token);
    this.#octets.push(END);
  }

  end(): void {
    this.#octets.push(END);
  }

  parm(name: string, value: string): void {
    this.#octets.push(PROVISIONING.tag.parm | HAS_ATTRIBUTES);
    const row = tokenOf(NAMES, name);
    if (row === undefined) throw new Error(`no token for parameter ${name}`);
    this.#token(row.page, row.token);
    this.#token(0, PROVISIONING.value);
    const known = tokenOf(VALUES, value);
    if (known === undefined) this.#text(value);
    else this.#token(known.page, known.token);
    this.#octets.push(END);
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#octets);
  }

  #token(page: number, token: number): void {
    if (page !== this.#page) this.#octets.push(SWITCH_PAGE, page);
    this.#page = page;
    this.#octets.push(token);
  }

  #text(text: string): void {
    this.#octets.push(STR_I, ...utf8Encode(text), 0);
  }
}
