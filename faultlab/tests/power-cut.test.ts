import { expect, test } from 'vitest';
import { powerCutTable } from '../src/power-cut/power-cut-table.ts';
import { runPowerCut } from '../src/power-cut/run-power-cut.ts';
import { whyNoTrace } from '../src/power-cut/trace-files.ts';

const whyNot = whyNoTrace();

test.skipIf(whyNot)(
  `the same holds for an encrypted database${whyNot ? ` (skipped: ${whyNot})` : ''}`,
  { timeout: 400_000 },
  async () => {
    const report = await runPowerCut({ seed: 11, images: 20, devices: 1, passphrase: 'correct horse battery' });
    expect(report.findings, powerCutTable(report)).toEqual([]);
    expect(report.stepsLookedFor).toBeGreaterThan(30);
    expect(report.started).toBe(5);
    expect(report.control.bad).toBeGreaterThan(report.control.images / 4);
  },
);

test.skipIf(whyNot)(
  `whenever the power is cut, everything that was acknowledged is on the disk${whyNot ? ` (skipped: ${whyNot})` : ''}`,
  { timeout: 400_000 },
  async () => {
    const report = await runPowerCut({ seed: 7, images: 60, devices: 2 });
    expect(report.findings, powerCutTable(report)).toEqual([]);
    expect(report.stepsLookedFor).toBeGreaterThan(200);
    expect(report.started).toBe(5);
    // A disk that does not sync loses what was acknowledged: the same eyes see it.
    expect(report.control.bad).toBeGreaterThan(report.control.images / 4);
  },
);
