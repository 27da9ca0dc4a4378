import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { test } from 'node:test';
import { isLoopback } from '../config.ts';
import { limitConnections } from './limit-connections.ts';

class FakeSocket extends EventEmitter {
  readonly remoteAddress: string;
  destroyed = false;

  constructor(remoteAddress: string) {
    super();
    this.remoteAddress = remoteAddress;
  }

  destroy() {
    this.destroyed = true;
    this.emit('close');
  }
}

const server = new EventEmitter();
limitConnections(server as unknown as Server, 2, isLoopback);
const connect = (address: string) => {
  const socket = new FakeSocket(address);
  server.emit('connection', socket);
  return socket;
};

test('an address has so many connections and no more; a closed one makes room', () => {
  const [first, second, third] = ['10.0.0.1', '10.0.0.1', '10.0.0.1'].map(connect);
  assert.deepEqual([first?.destroyed, second?.destroyed, third?.destroyed], [false, false, true]);
  assert.equal(connect('10.0.0.2').destroyed, false);
  first?.destroy();
  assert.equal(connect('10.0.0.1').destroyed, false);
  assert.equal(connect('10.0.0.1').destroyed, true);
});

test('this machine is not counted', () => {
  for (const address of ['127.0.0.1', '127.0.0.1', '127.0.0.1', '::1', '::1', '::1', '::ffff:127.0.0.1']) {
    assert.equal(connect(address).destroyed, false);
  }
});
