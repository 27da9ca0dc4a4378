import { describe } from 'node:test';
import { concurrencyContract } from './concurrency-contract.ts';
import { idleContract } from './idle-contract.ts';
import { inventoryContract } from './inventory-contract.ts';
import { offerContract } from './offer-contract.ts';
import { catalogueContract, operatorContract } from './operator-contract.ts';
import { pageContract } from './page-contract.ts';
import { sessionContract } from './session-contract.ts';
import { taskContract } from './task-contract.ts';
import { profileContract, turnContract, turnLimitsContract } from './turn-contract.ts';
import { wakeUpContract } from './wake-up-contract.ts';
import type { StoreUnderTest } from './with-devices.ts';

/** Everything a `FleetStore` promises, on a real database. */
export function storeContract(under: StoreUnderTest): void {
  describe('turns', () => turnContract(under));
  describe('profiles', () => profileContract(under));
  describe('limits of turns', () => turnLimitsContract(under));
  describe('concurrent turns', () => concurrencyContract(under));
  describe('idle check-ins', () => idleContract(under));
  describe('inventories', () => inventoryContract(under));
  describe('sessions', () => sessionContract(under));
  describe('tasks', () => taskContract(under));
  describe('wake-ups', () => wakeUpContract(under));
  describe('operators', () => operatorContract(under));
  describe('catalogue', () => catalogueContract(under));
  describe('offers', () => offerContract(under));
  describe('pages', () => pageContract(under));
}
