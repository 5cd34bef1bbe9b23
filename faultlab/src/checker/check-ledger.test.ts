import { beforeEach, expect, test } from 'vitest';
import type { LedgerEntry } from '../ledger/ledger-file.ts';
import { checkLedger } from './check-ledger.ts';
import type { StoredExecution } from './station-database.ts';

let execution: StoredExecution;
let entry: LedgerEntry;
let ledger: LedgerEntry[];

/** One execution that was sent and has arrived. */
beforeEach(() => {
  const step = { name: 'measure', durationMs: 1 } as never;
  execution = {
    ...{ id: 'e1', batchId: 'b1', serialNumber: 'SN-1', state: 'completed', verdict: 'PASS', endReason: 'completed' },
    ...{ isClosed: true, stepCount: 1, steps: [{ seq: 2, step }], events: [] },
    outbox: [{ id: 'o1', stationSeq: 7, state: 'done' }],
  };
  const payload = { id: 'e1', dut: { serialNumber: 'SN-1' }, verdict: 'PASS', steps: [structuredClone(step)] };
  entry = {
    ...{ station: 'S1', id: 'o1', stationSeq: 7, kind: 'execution', hash: 'a', bytes: 1, effect: 'new' },
    payload,
  };
  ledger = [entry];
});

const kinds = (drained = true) =>
  checkLedger(ledger, { damages: [], executions: [execution] }, { drained }).map(({ kind }) => kind);

test('what has arrived once, or again without effect, has no finding', () => {
  const { payload: _payload, ...again } = entry;
  ledger.push({ ...again, effect: 'duplicate' });
  expect(kinds()).toEqual([]);
});

test('what is marked as done and has not arrived is found; what is pending only after everything was sent', () => {
  ledger.pop();
  expect(kinds(false)).toEqual(['resultNotSent']);
  Object.assign(execution.outbox[0] ?? {}, { state: 'pending' });
  expect(kinds(false)).toEqual([]);
  expect(kinds()).toEqual(['resultNotSent']);
});

test('two effects of one row are found', () => {
  ledger.push({ ...entry, stationSeq: 8 });
  expect(kinds()).toEqual(['resultDoubled']);
});

test('two results with one number are found', () => {
  const other = { ...execution, id: 'e2', outbox: [{ id: 'o2', stationSeq: 7, state: 'done' }] };
  ledger.push({ ...entry, id: 'o2', payload: { ...(entry.payload as object), id: 'e2' } });
  const findings = checkLedger(ledger, { damages: [], executions: [execution, other] }, { drained: true });
  expect(findings.map(({ kind }) => kind)).toEqual(['resultDoubled']);
});

test.each([
  ['another verdict', { verdict: 'FAIL' }],
  ['the result of another execution', { id: 'e9' }],
  ['another device', { dut: { serialNumber: 'SN-2' } }],
  ['a step less', { steps: [] }],
])('%s is altered', (_what, changes) => {
  Object.assign(entry.payload as object, changes);
  expect(kinds()).toEqual(['resultAltered']);
});

test('an id that came with two contents is altered', () => {
  ledger.push({ ...entry, effect: 'conflict' });
  expect(kinds()).toEqual(['resultAltered']);
});

test('an id that no outbox holds is found', () => {
  ledger.push({ ...entry, id: 'foreign', stationSeq: 8 });
  expect(kinds()).toEqual(['resultUnknown']);
});
