import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface FurnishOptions {
  /** Folder of the sequence package that every batch runs. */
  package: string;
  batches: number;
  autoStart?: boolean;
  /** `hardware:` and `parameters:` of batch `slot` (1, 2, …) as one line of YAML each. */
  settings?: (slot: number) => string[];
}

/** Makes a station's folder: station.yaml with batches b1, b2, … and a copy of the package. */
export function furnish(
  folder: string,
  { package: source, batches, autoStart = true, settings }: FurnishOptions,
): void {
  const name = basename(source);
  mkdirSync(folder, { recursive: true });
  cpSync(source, join(folder, 'sequences', name), { recursive: true });
  const texts = Array.from({ length: batches }, (_, i) => {
    const more = (settings?.(i + 1) ?? []).map((line) => `    ${line}\n`).join('');
    return `  - id: b${i + 1}\n    sequence_package: ${name}\n    auto_start: ${autoStart}\n${more}`;
  });
  writeFileSync(join(folder, 'station.yaml'), `station: { id: BENCH, name: Bench }\nbatches:\n${texts.join('')}`);
}
