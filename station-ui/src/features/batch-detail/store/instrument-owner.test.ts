import { AT } from '@neurohub/ui-kit/testing/sample-records';
import { expect, it } from 'vitest';
import { sampleBatch, sampleExecution } from '../../../testing/sample-views.ts';
import { ownerOf } from './instrument-owner.ts';

const shared = { connected: true, instrument: 'chamber_1' };
const manual = { hardware: ['meter'], since: AT, by: 'Kim' };
const testing = { execution: sampleExecution() };

it.each([
  ['its own, between two tests', { hardware: { meter: { connected: true } } }, false, { kind: 'nobody' }],
  ['its own, in a test', { hardware: { meter: { connected: true } }, ...testing }, true, { kind: 'test' }],
  ['not connected yet', { hardware: { meter: { connected: false } }, ...testing }, true, { kind: 'nobody' }],
  ['shared and free', { hardware: { meter: shared }, ...testing }, true, { kind: 'nobody' }],
  [
    'shared and lent to it',
    { hardware: { meter: { ...shared, heldBy: 'slot_1' } }, ...testing },
    true,
    { kind: 'test' },
  ],
  ['lent to another', { hardware: { meter: { ...shared, heldBy: 'b2' } } }, false, { kind: 'other', batchId: 'b2' }],
  ['in manual control', { hardware: { meter: { connected: true } }, manual }, false, { kind: 'manual', by: 'Kim' }],
])('an instrument that is %s', (_what, change, isExecuting, owner) => {
  expect(ownerOf(sampleBatch(change), 'meter', isExecuting)).toEqual(owner);
});
