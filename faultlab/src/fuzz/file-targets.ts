/** Files that people copy to a station: manifests and archives. Read in this process, as `station check` and `station install` do. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '@neurohub/contracts/errors';
import { packPackage, readArchive, readManifest } from '@neurohub/package-kit';
import { PROJECT_ROOT } from '../harness/build-root.ts';
import { type FuzzTarget, LONGEST_MS } from './fuzz-target.ts';

const MANIFEST = `name: demo
version: 1.0.0
display_name: { ko: 데모, en: "Demo" }
entry_point: { module: sequence, class: Demo }
dut: { serial_number: { pattern: "[A-Z0-9-]{1,40}", example: SN-1 } }
stop_on_fail: false
hardware:
  dmm:
    display_name: Meter
    driver: dmm
    class: Dmm
    config_schema:
      port: { type: integer, default: 5025, min: 1, max: 65535 }
      host: { type: string, required: true }
    manual_commands:
      - { name: read, category: measurement, parameters: { range: { type: float, default: 1.5, unit: V } }, returns: { type: float, unit: V } }
parameters:
  cycles: { display_name: Cycles, type: integer, default: 3, min: 0, options: [1, 2, 3] }
`;
const DRIVER = `import { Driver } from '@neurohub/sequence-sdk';\nexport class Dmm extends Driver {}\n`;
const SEQUENCE = `import { Sequence, sequence, step } from '@neurohub/sequence-sdk';
@sequence({ name: 'demo' })
export class Demo extends Sequence { @step({ order: 1 }) one() {} }
`;

/** Removes what it has made when it is disposed of. */
export class FileTargets implements Disposable {
  readonly targets: readonly FuzzTarget[];
  readonly #folder: string;

  static async open(): Promise<FileTargets> {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
    const source = join(folder, 'demo');
    mkdirSync(join(source, 'drivers'), { recursive: true });
    writeFileSync(join(source, 'manifest.yaml'), MANIFEST);
    writeFileSync(join(source, 'sequence.ts'), SEQUENCE);
    writeFileSync(join(source, 'drivers/dmm.ts'), DRIVER);
    const { file } = await packPackage({ folder: source, fileFor: () => join(folder, 'demo.tar') });
    return new FileTargets(folder, file);
  }

  private constructor(folder: string, archive: string) {
    this.#folder = folder;
    const damaged = join(folder, 'damaged.tar');
    const example = readFileSync(join(PROJECT_ROOT, 'sequences/pcb_test_v1/manifest.yaml'));
    this.targets = [
      target('manifest', [Buffer.from(MANIFEST), example], async (input) => {
        writeFileSync(join(folder, 'demo/manifest.yaml'), input);
        await readManifest(join(folder, 'demo'));
      }),
      target('archive', [readFileSync(archive)], async (input) => {
        writeFileSync(damaged, input);
        await readArchive(damaged);
      }),
    ];
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Whatever is refused is refused by a code, and soon. */
function target(name: string, samples: readonly Buffer[], read: (input: Buffer) => Promise<void>): FuzzTarget {
  const take = async (input: Buffer) => {
    const begun = performance.now();
    try {
      await read(input);
    } catch (thrown) {
      if (!isCodedError(thrown)) return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    }
    const took = performance.now() - begun;
    return took > LONGEST_MS ? `took ${Math.round(took)} ms` : null;
  };
  return { name, samples, take };
}
