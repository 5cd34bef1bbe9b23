import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a sequence package of `count` steps with three measurements each, for benches and chaos runs. Its cleanup step appends a line
 * to the file in parameter `witness`; in step number `fails_at` (0: in none) a measurement misses its limit. Gives the folder of the
 * package.
 */
export function writeManyStepsPackage(parent: string, count: number, { stepMs = 0 }: { stepMs?: number } = {}): string {
  const name = `steps_${count}`;
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.yaml'), manifestText(name));
  writeFileSync(join(folder, 'sequence.ts'), sequenceText(name, count, stepMs));
  return folder;
}

const manifestText = (name: string) => `name: ${name}
version: 1.0.0
entry_point: { module: sequence, class: ManySteps }
parameters:
  witness: { display_name: Witness file, type: string, default: "" }
  fails_at: { display_name: Step that fails, type: integer, default: 0, min: 0 }
`;

function sequenceText(name: string, count: number, stepMs: number): string {
  const steps = Array.from({ length: count }, (_, i) => stepText(i + 1, stepMs)).join('');
  return `import { appendFileSync } from 'node:fs';
import { parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
const LIMITS = { low: 4.5, high: 5.5 };
@sequence({ name: '${name}' })
export class ManySteps extends Sequence {
  @parameter() witness = '';
  @parameter() fails_at = 0;
${steps}
  @step({ order: 1, cleanup: true }) release() { if (this.witness) appendFileSync(this.witness, 'cleanup\\n'); }
}
`;
}

const stepText = (n: number, stepMs: number) => `  @step({ order: ${n} }) async step_${n}() {
    ${stepMs > 0 ? `await this.sleep(${stepMs});` : ''}
    this.measure('voltage', this.fails_at === ${n} ? 9 : ${5 + (n % 7) / 100}, { unit: 'V', limits: LIMITS });
    this.measure('current', 0.2, { unit: 'A', limits: { nominal: 0.2, tolerancePercent: 5 } });
    this.measure('order', ${n});
  }
`;
