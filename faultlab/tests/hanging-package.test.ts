import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const CONFIG = `station: { id: TEST, name: Test station }
batches:
  - { id: b1, sequence_package: misbehaving_v1, auto_start: true }
  - { id: b2, sequence_package: looping_v1, auto_start: true }
`;
let parent: string;

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'looping-'));
  const folder = join(parent, 'looping_v1');
  cpSync(MISBEHAVING, folder, { recursive: true });
  const source = readFileSync(join(folder, 'sequence.ts'), 'utf8');
  writeFileSync(join(folder, 'sequence.ts'), `${source}\nfor (;;);\n`);
});
afterAll(() => rmSync(parent, { recursive: true }));

test('a package whose code never ends while it is loaded delays no other batch, and leaves no process when the service dies', async () => {
  const station = await TestStation.start({ packages: [MISBEHAVING, join(parent, 'looping_v1')], config: CONFIG });
  const record = await station.ended(await station.begin('SN-1', 'b1'));
  expect(record.verdict).toBe('PASS');
  await station.kill();
  await eventually(() => station.processes().length === 0, { what: 'no process left' });
  await station.dispose();
});
