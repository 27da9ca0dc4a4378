/** The part of the package that is used; it brings no types. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';

  interface Pdu {
    readonly command_status: number;
    response(fields?: { readonly command_status?: number }): Pdu;
  }
  type Ask<T> = (fields: T, done: (answer: Pdu) => void) => boolean;

  export class Session extends EventEmitter {
    constructor(options: {
      readonly host: string;
      readonly port: number;
      readonly tls: boolean;
      readonly auto_enquire_link_period: number;
    });
    readonly bind_transmitter: Ask<{ readonly system_id: string; readonly password: string }>;
    readonly submit_sm: Ask<{
      readonly destination_addr: string;
      readonly dest_addr_ton: number;
      readonly dest_addr_npi: number;
      readonly esm_class: number;
      readonly data_coding: number;
      readonly short_message: Buffer;
    }>;
    send(pdu: Pdu): boolean;
    close(): void;
  }

  export interface BindRequest extends Pdu {
    readonly system_id: string;
    readonly password: string;
  }
  export interface SubmitRequest extends Pdu {
    readonly destination_addr: string;
    readonly esm_class: number;
    readonly data_coding: number;
    readonly short_message: { readonly udh: readonly Buffer[] | Buffer; readonly message: Buffer };
  }
  export function createServer(serve: (session: Session) => void): import('node:net').Server;
}
