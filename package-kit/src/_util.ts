/** Sequence packages for tests, written to a temporary folder. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CodedError, isCodedError } from '@neurohub/contracts/errors';
import { onTestFinished } from 'vitest';

export const MANIFEST = `name: demo
version: 1.0.0
entry_point: { module: sequence, class: Demo }
hardware:
  dmm:
    display_name: { ko: 멀티미터, en: Multimeter }
    driver: ./drivers/dmm.ts
    class: Dmm
    config_schema:
      port: { type: integer, required: true, min: 1, max: 65535 }
parameters:
  nominal: { display_name: Nominal, type: float, default: 5.0, unit: V }
`;

export const FILES: Readonly<Record<string, string>> = {
  'manifest.yaml': MANIFEST,
  'sequence.ts': `import { Sequence, sequence, step } from '@neurohub/sequence-sdk';
import { twice } from './utils/twice.ts';
import type { Dmm } from './drivers/dmm.ts';

@sequence({ name: 'demo' })
export class Demo extends Sequence {
  declare dmm: Dmm;
  @step({ order: 1 })
  async measureRail() {
    return twice(2);
  }
}
`,
  'drivers/dmm.ts': `import { Socket } from 'node:net';
import { Driver } from '@neurohub/sequence-sdk';
import { twice } from '../utils/twice.ts';
export class Dmm extends Driver {
  readonly socket = new Socket();
  readonly factor = twice(1);
}
`,
  'utils/twice.ts': 'export const twice = (value: number): number => 2 * value;\n',
};

/** A fresh folder, removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'package-kit-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** The demo package in a fresh folder, with files replaced or added. */
export async function demoPackage(changes: Readonly<Record<string, string>> = {}): Promise<string> {
  return writeFiles(join(await temporaryFolder(), 'demo'), { ...FILES, ...changes });
}

/** The CodedError a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<CodedError> {
  const outcome: unknown = await promise.then(
    () => 'it resolved',
    (error: unknown) => error,
  );
  if (!isCodedError(outcome)) throw new Error(`expected a CodedError; got ${String(outcome)}`);
  return outcome;
}
