import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { octets } from '../test/samples.ts';
import { encodingOf } from './codec.ts';

const XML = octets('<SyncML/>');
const WBXML = octets(0x02, 0xa4, 0x01);

const ROWS: readonly (readonly [string | undefined, Uint8Array, 'xml' | 'wbxml' | undefined])[] = [
  ['application/vnd.syncml.dm+xml', XML, 'xml'],
  ['application/vnd.syncml.dm+wbxml', WBXML, 'wbxml'],
  ['Application/VND.SyncML.DM+WBXML; charset=utf-8', WBXML, 'wbxml'],
  [' application/vnd.syncml+xml ;a=b', XML, 'xml'],
  ['application/vnd.syncml+wbxml', WBXML, 'wbxml'],
  ['application/vnd.syncml.dm+xml', WBXML, 'xml'],
  [undefined, XML, 'xml'],
  [undefined, WBXML, 'wbxml'],
  ['', octets('\ufeff<a/>'), 'xml'],
  ['text/xml', XML, 'xml'],
  ['application/xml', WBXML, 'wbxml'],
  ['application/octet-stream', octets(0x03), 'wbxml'],
  [undefined, octets('\r\n<a/>'), 'xml'],
  [undefined, octets(0xff, 0xfe), 'xml'],
  [undefined, octets(), undefined],
  [undefined, octets(0x04), undefined],
  [undefined, octets(0x00), undefined],
  ['text/xml', octets('{}'), undefined],
  ['application/json', XML, undefined],
  ['text/html', XML, undefined],
  ['application/vnd.syncml.dmtnds+xml', XML, undefined],
  ['application/vnd.syncml.notification', WBXML, undefined],
  ['multipart/form-data; boundary=x', XML, undefined],
];

describe('encodingOf', () => {
  for (const [type, bytes, expected] of ROWS) {
    it(`${type} starting with ${bytes[0]} is ${expected}`, () =>
      assert.equal(encodingOf(type, bytes), expected));
  }
});
