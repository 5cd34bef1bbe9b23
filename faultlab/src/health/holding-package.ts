import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Its step holds on for a minute; with a file in `block` it writes the time there and blocks its event loop past its own limit. */
export function writeHoldingPackage(parent: string): string {
  const folder = join(parent, 'holding');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'manifest.yaml'),
    `name: holding
version: 1.0.0
entry_point: { module: sequence, class: Holding }
parameters:
  block: { display_name: File for the time, type: string, default: "" }
`,
  );
  writeFileSync(
    join(folder, 'sequence.ts'),
    `import { writeFileSync } from 'node:fs';
import { parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
@sequence({ name: 'holding' })
export class Holding extends Sequence {
  @parameter() block = '';
  @step({ order: 1, timeout: 3 }) async hold() {
    if (!this.block) return this.sleep(2_900);
    writeFileSync(this.block, String(process.hrtime.bigint()));
    for (;;) {}
  }
}
`,
  );
  return folder;
}
