import { expect, test } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { runSequence } from '../testing/run-sequence.ts';

@sequence({ name: 'limits' })
class Limits extends Sequence {
  @step({ order: 1 }) compare() {
    const read = 'sn-1';
    this.measure('serial', read, { limits: { equals: this.dut.serialNumber, caseSensitive: false } });
    this.measure('warm', 60, { unit: '°C', limits: [{ high: 85 }, { high: 50, decisive: false }] });
    this.measure('even', 4, { limits: { predicate: (value) => value % 2 === 0, text: 'is even' } });
  }
}

@sequence({ name: 'throws' })
class Throws extends Sequence {
  @step({ order: 1 }) ask() {
    const predicate = (value: string) => value.at(99) !== undefined || value.repeat(-1) === '';
    this.measure('table', 'x', { limits: [{ equals: 'y' }, { predicate, text: 'is in the table' }] });
  }
}

test('a run-time value, a limit that does not decide, and a predicate', async () => {
  const run = await runSequence(Limits, { dut: { serialNumber: 'SN-1' } });
  expect(run.verdict).toBe('PASS');
  expect(run.measurements['compare.serial']).toMatchObject({ outcome: 'PASS', limits: [{ expected: 'SN-1' }] });
  expect(run.measurements['compare.warm']).toMatchObject({
    outcome: 'PASS',
    marginal: true,
    limits: [{ outcome: 'PASS' }, { decisive: false, outcome: 'FAIL' }],
  });
  expect(run.measurements['compare.even']?.limits).toEqual([{ op: 'predicate', text: 'is even', outcome: 'PASS' }]);
});

test('a predicate that throws is an ERROR, also beside a missed limit', async () => {
  const run = await runSequence(Throws, {});
  expect(run).toMatchObject({
    verdict: 'ERROR',
    steps: [{ status: 'error', error: { code: 'MEASUREMENT_NOT_JUDGED' } }],
  });
  expect(run.measurements['ask.table']?.limits.map(({ outcome }) => outcome)).toEqual(['FAIL', 'ERROR']);
});

@sequence({ name: 'planned' })
class Planned extends Sequence {
  @step({ order: 1 }) measureRails() {
    this.measure('vcc', 5);
    this.measure('vio', 3.3);
    this.measure('free', 1, { limits: [] });
    this.measure('own', 1, { limits: { high: 2 } });
  }
}

test('a measurement without limits takes those of the plan, those of its own step first', async () => {
  const limits = {
    vcc: { high: 4 },
    'measureRails.vcc': { high: 6 },
    vio: { low: 3.5 },
    free: { high: 0 },
    own: { high: 0 },
  };
  const run = await runSequence(Planned, { limits });
  expect(['vcc', 'vio', 'free', 'own'].map((name) => run.measurements[`measureRails.${name}`]?.outcome)).toEqual([
    'PASS',
    'FAIL',
    'INFO',
    'PASS',
  ]);
});
