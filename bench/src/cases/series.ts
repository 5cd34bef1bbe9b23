import { join } from 'node:path';
import type { BenchCase } from '../bench-case.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { LiveClient } from '../station/live-client.ts';
import { writeStepsPackage } from '../station/steps-package.ts';

const POINTS = 100_000;
const STEPS = 10;

const RECORD_SERIES = `
    const data = Float64Array.from({ length: ${POINTS} }, (_, i) => Math.sin(i));
    const series = { x: { name: 'time', unit: 's', data }, y: [{ name: 'voltage', unit: 'V', data }] };
    this.measureSeries('ripple', series, { aggregations: { max: { limits: { high: 2 } }, p95: {}, std: {} } });`;

/** A step that records 100,000 points with three aggregations, from the arrays to the file, the commit and the next step. */
export const series: BenchCase = {
  name: 'series',
  needs: ['commit'],
  async run({ scratch, buildRoot, times, report }) {
    const folder = join(scratch, 'station');
    const pack = writeStepsPackage(scratch, 'series', { steps: STEPS, body: () => RECORD_SERIES });
    furnish(folder, { package: pack, batches: 1 });
    await using station = await BenchStation.start({ buildRoot, folder });
    using client = await LiveClient.connect(station.address);
    const samples: number[] = [];
    for (let i = 0; i <= times(10); i += 1) {
      const { execution } = await client.ended(await station.begin('b1', `DUT-${i}`));
      if (execution.verdict !== 'PASS') throw new Error(`the series were not recorded: ${execution.verdict}`);
      if (i > 0) samples.push((execution.durationMs ?? 0) / STEPS);
    }
    report({ id: 'series', title: 'durable step with a series of 100,000 points', unit: 'ms', samples });
  },
};
