import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StepsPackageOptions {
  steps: number;
  /** Statements of each step; `n` is its number. */
  body?: (n: number) => string;
}

/** The first measurement of a step: the machine's clock when the step was nearly over. */
export const CLOCK_MEASUREMENT = 'machineMs';
export const CLOCK_STATEMENT = `this.measure('${CLOCK_MEASUREMENT}', Number(process.hrtime.bigint()) / 1e6);`;

/** Two measurements with limits and one without. */
export const THREE_MEASUREMENTS = (n: number) => `
    this.measure('voltage', ${5 + (n % 7) / 100}, { unit: 'V', limits: { low: 4.5, high: 5.5 } });
    this.measure('current', 0.2, { unit: 'A', limits: { nominal: 0.2, tolerancePercent: 5 } });
    this.measure('order', ${n});`;

/** Writes a sequence package of this many steps below `parent` and gives its folder. */
export function writeStepsPackage(
  parent: string,
  name: string,
  { steps, body = THREE_MEASUREMENTS }: StepsPackageOptions,
): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'manifest.yaml'),
    `name: ${name}\nversion: 1.0.0\nentry_point: { module: sequence, class: Steps }\n`,
  );
  const methods = Array.from(
    { length: steps },
    (_, i) => `  @step({ order: ${i + 1} }) async step_${i + 1}() {${body(i + 1)}}\n`,
  );
  writeFileSync(
    join(folder, 'sequence.ts'),
    `import { Sequence, sequence, step } from '@neurohub/sequence-sdk';
@sequence({ name: '${name}' })
export class Steps extends Sequence {
${methods.join('')}}
`,
  );
  return folder;
}
