import { expect, test } from 'vitest';
import { reportLines } from './check-report.ts';

test('each problem with its place, relative to the package', () => {
  const details = {
    file: '/data/uploads/3f/package/manifest.yaml',
    problems: [
      { line: 12, column: 3, path: 'parameters.volts', message: 'expected a number' },
      { file: 'drivers/dmm.ts', line: 4, column: 1, message: '"fs" is not allowed' },
    ],
  };
  expect(reportLines({ message: 'ignored', details })).toEqual([
    { place: 'manifest.yaml:12:3', message: 'parameters.volts: expected a number' },
    { place: 'drivers/dmm.ts:4:1', message: '"fs" is not allowed' },
  ]);
});

test('without a list, what the station says', () => {
  expect(reportLines({ message: 'one\ntwo', details: { place: 'x' } })).toEqual([
    { place: null, message: 'one' },
    { place: null, message: 'two' },
  ]);
});

test('what the code of the package has thrown, at its line', () => {
  const stack =
    'Error: no\n    at <anonymous> (/srv/station/data/drivers/dmm.ts:4:7)\n    at run (node:internal/x:1:2)';
  expect(reportLines({ message: 'no', details: { stack } })).toEqual([{ place: 'drivers/dmm.ts:4:7', message: 'no' }]);
});
