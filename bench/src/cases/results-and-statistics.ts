import { join } from 'node:path';
import type { BenchCase } from '../bench-case.ts';
import { BenchStation } from '../station/bench-station.ts';
import { fillDatabase } from '../station/fill-database.ts';
import { furnish } from '../station/furnish.ts';
import { writeStepsPackage } from '../station/steps-package.ts';

const EXECUTIONS = 1_000_000;
const ALL = 'from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z';
const MONTH = `endedFrom=${new Date(Date.now() - 30 * 86_400_000).toISOString()}`;

const QUESTIONS: readonly [id: string, title: string, path: string][] = [
  ['results-page', 'Results: first page', '/api/results?limit=50'],
  [
    'results-common',
    'Results: page by verdict, batch and period',
    '/api/results?verdict=FAIL&batchId=b2&from=2020-01-01T00:00:00Z',
  ],
  ['results-prefix', 'Results: page by a prefix that all have', '/api/results?serialNumber=SN*'],
  ['results-none', 'Results: an operator who never was', '/api/results?operator=nobody'],
  ['results-cause', 'Results: what failed by a step', '/api/results?step=step_2&cause=failed'],
  [
    'results-value',
    'Results: a value that never was, among 25,000',
    '/api/results?step=step_0&measurement=value_1&valueFrom=99',
  ],
  ['results-figure', 'Results: behind the yield of 30 days', `/api/results?first=true&countedAs=failed&${MONTH}`],
  ['unit-history', 'History of a unit', '/api/units/SN-00000005'],
  ['yield-today', 'Yield of today', '/api/statistics/yield?period=today'],
  ['yield-month', 'Yield of 30 days', '/api/statistics/yield?period=last30Days'],
  ['yield-all', 'Yield of everything', `/api/statistics/yield?${ALL}`],
  ['throughput-all', 'Throughput of everything', `/api/statistics/throughput?${ALL}`],
  ['pareto-all', 'Pareto of the newest 20,000 failures', `/api/statistics/pareto?${ALL}`],
  [
    'measurement-all',
    'One measurement of the newest 20,000',
    `/api/statistics/measurement?${ALL}&sequence=pcb_1&step=step_0&measurement=value_1`,
  ],
];

/** Lists and statistics over a million executions, and whether a short question waits for a long one. */
export const resultsAndStatistics: BenchCase = {
  name: 'results-and-statistics',
  async run({ scratch, buildRoot, times, report }) {
    furnish(scratch, { package: writeStepsPackage(scratch, 'small', { steps: 1, body: () => '' }), batches: 1 });
    await (await BenchStation.start({ buildRoot, folder: scratch })).close();
    fillDatabase(join(scratch, 'data/station.db'), times(EXECUTIONS));
    await using station = await BenchStation.start({ buildRoot, folder: scratch });
    for (const [id, title, path] of QUESTIONS) {
      const samples: number[] = [];
      for (let i = 0; i < times(10); i += 1) samples.push(await requestMs(station, path));
      report({ id, title, unit: 'ms', samples });
    }
    const alone: number[] = [];
    const beside: number[] = [];
    const short = '/api/alarms?state=all';
    for (let i = 0; i < times(50); i += 1) alone.push(await requestMs(station, short));
    const long = station.request('GET', `/api/statistics/yield?${ALL}`).then(() => 'over');
    while (beside.length < times(50) && (await Promise.race([long, 'goes on'])) !== 'over')
      beside.push(await requestMs(station, short));
    await long;
    report({ id: 'short-alone', title: 'A short question, alone', unit: 'ms', samples: alone });
    report({
      id: 'short-beside',
      title: 'The same while the yield of everything is worked out',
      unit: 'ms',
      samples: beside,
      baseline: 'short-alone',
    });
  },
};

async function requestMs(station: BenchStation, path: string): Promise<number> {
  const begun = performance.now();
  await station.request('GET', path);
  return performance.now() - begun;
}
