import type { ExecutionRecord, StepRecord } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import type { StoredStation } from '../checker/station-database.ts';
import { checkFleet } from './check-fleet.ts';
import type { HubTables } from './hub-tables.ts';

const AT = '2026-01-02T03:04:05.678Z';
const SHA = 'a'.repeat(64);
const step: StepRecord = {
  ...{ name: 'rails', group: 'main', index: 0, attempt: 1, status: 'passed', durationMs: 1 },
  measurements: [
    { name: 'vcc', kind: 'number', value: 1e-7, limits: [], outcome: 'INFO', marginal: false, setAt: AT },
    {
      name: 'nan',
      kind: 'number',
      value: null,
      valueText: 'NaN',
      limits: [],
      outcome: 'INFO',
      marginal: false,
      setAt: AT,
    },
  ],
  attachments: [{ name: 'photo', mimeType: 'image/png', size: 1, sha256: SHA }],
};
const record = { id: 'e1', verdict: 'PASS', dut: { serialNumber: 'SN' }, steps: [step] } as unknown as ExecutionRecord;

const station = (): StoredStation => ({
  damages: [],
  executions: [
    {
      ...{ id: 'e1', batchId: 'b', serialNumber: 'SN', state: 'completed', verdict: 'PASS', endReason: 'completed' },
      ...{ isClosed: true, stepCount: 1, steps: [{ seq: 1, step }], events: [] },
      outbox: [{ id: 'r1', stationSeq: 1, state: 'done' }],
    },
  ],
});
const hub = (): HubTables => ({
  ledger: [
    { station: 'S1', id: 'r1', stationSeq: 1, kind: 'execution', hash: 'h', bytes: 1, effect: 'new', payload: record },
  ],
  rows: [{ station: 'S1', id: 'r1', results: 1, records: 1, steps: 1, values: ['rails nan NaN', 'rails vcc 1e-7'] }],
  contents: new Set([`S1 ${SHA}`]),
  damagedContents: [],
});
const found = (tables: HubTables, stored = station()) =>
  checkFleet(tables, new Map([['S1', stored]]), { drained: true }).map(({ kind }) => kind);
/** With another ledger entry, or other rows. */
const entry = (change: object): HubTables => ({ ...hub(), ledger: hub().ledger.map((one) => ({ ...one, ...change })) });
const rows = (change: object): HubTables => ({ ...hub(), rows: hub().rows.map((one) => ({ ...one, ...change })) });

test('what is there once, whole and with its file is as it should be', () => {
  expect(found(hub())).toEqual([]);
});

test.each<[string, HubTables, string[]]>([
  ['a result that is not there', { ...hub(), ledger: [] }, ['resultNotSent']],
  ['a result whose rows are there twice', rows({ results: 2 }), ['resultDoubled']],
  ['a result without its record', rows({ records: 0 }), ['resultDoubled']],
  ['a step that is there twice', rows({ steps: 2 }), ['resultDoubled']],
  ['another value', rows({ values: ['rails nan NaN', 'rails vcc 2e-7'] }), ['resultAltered']],
  ['a value less', rows({ values: ['rails vcc 1e-7'] }), ['resultAltered']],
  ['another verdict', entry({ payload: { ...record, verdict: 'FAIL' } }), ['resultAltered']],
  ['another number', entry({ stationSeq: 2 }), ['resultAltered']],
  ['a file that is not there', { ...hub(), contents: new Set() }, ['resultNotSent']],
  ['a file with other bytes', { ...hub(), damagedContents: ['S1 x'] }, ['resultAltered']],
  ['a station of nobody', entry({ station: 'S2' }), ['resultNotSent', 'resultUnknown']],
])('%s is found', (_what, tables, kinds) => {
  expect(found(tables)).toEqual(kinds);
});
