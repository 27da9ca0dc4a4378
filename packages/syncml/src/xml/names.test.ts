import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { octets } from '../../test/samples.ts';
import { NAME_OF } from '../element-ids.ts';
import { behindName, findName, NAME_ROOM, PROTOCOL_IDS } from './names.ts';

const NAMES = NAME_OF.slice(0, PROTOCOL_IDS)
  .map((name, id) => ({ name, id }))
  .filter(({ name }) => name !== '');
const padded = (text: string) => {
  const bytes = octets(text.padEnd(NAME_ROOM + 1, '>'));
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
};

describe('names as words', () => {
  it('fit into the room asked for', () => {
    for (const { name } of NAMES) assert.ok(name.length <= NAME_ROOM, name);
  });

  it('are known by themselves and taken for no other', () => {
    for (const { name } of NAMES) {
      const words = padded(`<${name}`);
      for (const other of NAMES) {
        const behind = name.startsWith(other.name) ? 1 + other.name.length : 0;
        assert.equal(behindName(words, 1, other.id), behind, `${name} as ${other.name}`);
      }
    }
  });

  it('are found by their octets, and nothing else is', () => {
    for (const { name, id } of NAMES) {
      assert.equal(findName(octets(name), 0, name.length), id);
      const wrong = `${name.slice(0, -1)}\u007f`;
      assert.equal(findName(octets(wrong), 0, wrong.length), 0);
    }
  });
});
