/** The cold process by itself, when whoever started it is not there any more, and when the driver misbehaves. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import type { ArmedInstrument } from '@neurohub/contracts/armed';
import { type SafeStopBoot, type SafeStopResult, safeStopResultSchema } from '@neurohub/contracts/safe-stop';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../src/harness/index.ts';

const ENTRY = join(PROJECT_ROOT, 'batch-worker/dist/safe-stop.js');
const FILE = 'batch_1.power.json';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'safe-stop-process-'));
  mkdirSync(join(folder, 'armed'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

/** An armed instrument whose owner is dead, and a driver with this body of `safeStop()`. */
function arm(safeStop: string, config: Record<string, string> = {}): void {
  writeFileSync(
    at('psu.js'),
    `import { writeFileSync } from 'node:fs';
    import { Driver } from '@neurohub/sequence-sdk';
    export class Psu extends Driver {
      async connect() { this.log.info('connects'); }
      async disconnect() {}
      async safeStop() { ${safeStop} }
    }`,
  );
  const armed: ArmedInstrument = {
    ...{ armedVersion: 1, instrument: 'batch_1.power', batchId: 'batch_1', epoch: 1, executionId: null },
    hardware: 'power',
    package: { hash: 'a'.repeat(64), dir: folder, nodeModules: ['node:fs'] },
    driver: { driverModule: 'psu.js', driverClass: 'Psu', config, configTypes: {} },
    process: { pid: 999_999, host: hostname() },
    at: new Date().toISOString(),
  };
  writeFileSync(at(`armed/${FILE}`), JSON.stringify(armed));
}

function start(deadlineMs: number): ChildProcess {
  const child = spawn(process.execPath, [ENTRY], { stdio: ['pipe', 'pipe', 'pipe'] });
  const sdkModule = join(PROJECT_ROOT, 'sequence-sdk/dist/sdk.js');
  const boot: SafeStopBoot = { armedDir: at('armed'), file: FILE, sdkModule, graceMs: 0, deadlineMs, secrets: {} };
  child.stdin?.end(`${JSON.stringify(boot)}\n`);
  return child;
}

test('makes safe when nobody is left to read what it and the driver say', async () => {
  arm(`this.log.info('switches off'); console.log('off'); writeFileSync(${JSON.stringify(at('off'))}, '');`);
  const child = start(5_000);
  child.stdout?.destroy();
  child.stderr?.destroy();
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(existsSync(at('off'))).toBe(true);
  expect(existsSync(at(`armed/${FILE}`))).toBe(false);
});

test('ends itself when the driver blocks it for ever, and leaves the instrument armed', async () => {
  arm('for (;;);');
  expect(await once(start(100), 'exit')).toEqual([null, 'SIGKILL']);
  expect(existsSync(at(`armed/${FILE}`))).toBe(true);
});

/** What it answers; the instrument is still armed afterwards. */
async function refusal(deadlineMs: number): Promise<SafeStopResult> {
  const child = start(deadlineMs);
  if (!child.stdout) throw new Error('it has no stdout');
  const result = safeStopResultSchema.parse(JSON.parse(await text(child.stdout)));
  expect(existsSync(at(`armed/${FILE}`))).toBe(true);
  return result;
}

test('says so when the package that has the driver is gone', async () => {
  arm('');
  rmSync(at('psu.js'));
  expect(await refusal(5_000)).toMatchObject({
    ...{ instrument: 'batch_1.power', batchId: 'batch_1', outcome: 'failed' },
    error: { message: expect.stringContaining('psu.js') },
  });
});

test('says which variable is missing that the settings of the instrument name', async () => {
  arm('', { password: '${PSU_PASSWORD}' });
  expect(await refusal(5_000)).toMatchObject({
    outcome: 'failed',
    error: { message: expect.stringContaining('PSU_PASSWORD') },
  });
});

test('touches nothing that somebody has who is no orphan', async () => {
  arm(`writeFileSync(${JSON.stringify(at('off'))}, '');`);
  const lock = new DatabaseSync(at('armed/batch_1.power.lock'));
  lock.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  expect(await refusal(100)).toMatchObject({ outcome: 'inUse', error: { code: 'INSTRUMENT_IN_USE' } });
  expect(existsSync(at('off'))).toBe(false);
  lock.close();
});
