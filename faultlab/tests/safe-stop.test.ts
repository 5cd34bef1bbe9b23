/** Time to safe is told by the witness: simulators that write down what their outputs do, whoever is dead. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SystemInfo } from '@neurohub/contracts/rest';
import { type Simulators, startSimulators, type WitnessLine } from '@neurohub/simulators';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PCB_TEST = join(PROJECT_ROOT, 'sequences/pcb_test_v1');
/** That of the example; a restart is not what is tested here. */
const CONFIG = `${readFileSync(join(PROJECT_ROOT, 'config/station.yaml'), 'utf8')}\nrecovery: { backoff_base: 0.5 }\n`;
const SLOW = { parameters: { settle_ms: 10_000 } };
const QUICK = { parameters: { settle_ms: 5 } };
let folder: string;
let simulators: Simulators;
let station: TestStation;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'safe-stop-'));
  simulators = await startSimulators({ slots: 2, latency: false, witness: join(folder, 'witness.jsonl') });
  station = await TestStation.start({ packages: [PCB_TEST, blocking()], config: CONFIG, env: simulators.env });
  await station.untilState('idle', 'batch_1');
});
afterEach(async () => {
  await station.dispose();
  await simulators.close();
  rmSync(folder, { recursive: true });
});

/** The package under another name: after it has switched the power on, it keeps the event loop for ever. */
function blocking(): string {
  const target = join(folder, 'blocking_v1');
  cpSync(PCB_TEST, target, { recursive: true });
  const edit = (name: string, change: (text: string) => string) =>
    writeFileSync(join(target, name), change(readFileSync(join(target, name), 'utf8')));
  edit('manifest.yaml', (text) => text.replace('name: pcb_test_v1', 'name: blocking_v1'));
  edit('sequence.ts', (text) =>
    text
      .replace("name: 'pcb_test_v1'", "name: 'blocking_v1'")
      .replace('this.signal);\n    await this.sleep(this.settle_ms);', 'this.signal);\n    for (;;);'),
  );
  return target;
}

const armed = () => readdirSync(join(station.dataDir, 'armed')).filter((name) => name.endsWith('.json'));

/** The last that the witness saw of the supply of a slot. */
function isOn(slot = 1): boolean {
  const lines = readFileSync(join(folder, 'witness.jsonl'), 'utf8').trim().split('\n');
  const outputs = lines
    .map((line) => JSON.parse(line) as WitnessLine)
    .filter(({ event, slot: at }) => event === 'output' && at === slot);
  return outputs.at(-1)?.['on'] === true;
}
const untilOn = (slot = 1) => eventually(() => isOn(slot), { everyMs: 2, what: 'the power on' });
const untilOff = (slot = 1) => eventually(() => !isOn(slot), { everyMs: 5, what: 'the power off' });

async function powered(): Promise<{ executionId: string; pid: number }> {
  const executionId = await station.begin('PCB-0001', 'batch_1', SLOW);
  await untilOn();
  const { pid } = await station.batch('batch_1');
  return { executionId, pid: pid ?? 0 };
}

describe('after the death of one process', () => {
  test('a worker that was killed: the service has its instrument made safe, and only then closes the execution', async () => {
    const { executionId, pid } = await powered();
    process.kill(pid, 'SIGKILL');
    const record = await station.ended(executionId);
    expect(isOn()).toBe(false);
    expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'crashed' });
    expect(armed()).toEqual([]);
    await station.data('POST', '/api/batches/batch_1/restart');
    await station.untilState('idle', 'batch_1');
    expect((await station.ended(await station.begin('PCB-0002', 'batch_1', QUICK))).verdict).toBe('PASS');
  });

  test('a worker that was killed with everything it had started', async () => {
    const { pid } = await powered();
    process.kill(-pid, 'SIGKILL');
    await untilOff();
  });

  test('the service: its worker makes safe by itself', async () => {
    await powered();
    await station.kill();
    await untilOff();
    await station.untilGone();
    expect(armed()).toEqual([]);
  });

  test('the service, while its worker cannot do anything: the watchdog has it made safe by others', async () => {
    await station.dispose();
    const config = CONFIG.replace('sequence_package: sequences/pcb_test_v1', 'sequence_package: blocking_v1');
    station = await TestStation.start({ packages: [PCB_TEST, blocking()], config, env: simulators.env });
    await station.untilState('idle', 'batch_1');
    await station.begin('PCB-0001', 'batch_1');
    await untilOn();
    await station.kill();
    await untilOff();
    await station.untilGone();
    expect(armed()).toEqual([]);
  });
});

describe('after the death of service and worker', () => {
  test('the next start makes safe before it says that it is ready', async () => {
    const { pid } = await powered();
    process.kill(pid, 'SIGKILL');
    await station.kill();
    station = await station.restart();
    expect(isOn()).toBe(false);
    expect(armed()).toEqual([]);
    await station.untilState('idle', 'batch_1');
  });

  test('a worker that stands still and has no service any more is ended by the next start', async () => {
    const { pid } = await powered();
    process.kill(pid, 'SIGSTOP');
    await station.kill();
    station = await station.restart();
    expect(isOn()).toBe(false);
    expect(armed()).toEqual([]);
    await eventually(() => !station.processes().includes(pid), { what: 'the end of the orphan' });
  });

  test('station safe-stop --all-armed makes safe without any station, and says so', async () => {
    const { pid } = await powered();
    process.kill(pid, 'SIGKILL');
    await station.kill();
    const cli = join(PROJECT_ROOT, 'cli/dist/station.js');
    const args = [cli, 'safe-stop', '--all-armed', '--data-dir', station.dataDir, '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, ...simulators.env },
    });
    expect(JSON.parse(stdout)).toMatchObject({ instruments: [{ instrument: 'batch_1.power', outcome: 'madeSafe' }] });
    expect(isOn()).toBe(false);
    const again = await promisify(execFile)(process.execPath, args);
    expect(JSON.parse(again.stdout)).toMatchObject({ instruments: [] });
  });
});

describe('an instrument that cannot be made safe', () => {
  async function lockedOut(): Promise<void> {
    const { pid } = await powered();
    await simulators.control({ command: 'fault', slot: 1, instrument: 'power', fault: 'silence' });
    process.kill(pid, 'SIGKILL');
    await station.untilState('locked-out', 'batch_1');
  }
  const unlock = (body: object) => station.request('POST', '/api/batches/batch_1/unlock', body);

  test('locks its batch out, and no other; a restart of the station changes nothing', async () => {
    await lockedOut();
    const { error } = await station.batch('batch_1');
    expect(error).toMatchObject({ code: 'BATCH_LOCKED_OUT', message: expect.stringContaining('batch_1.power') });
    for (const path of ['start', 'restart', 'sequence/start']) {
      const body = path === 'sequence/start' ? { dut: { serialNumber: 'PCB-0002' } } : {};
      const answer = await station.request('POST', `/api/batches/batch_1/${path}`, body);
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'BATCH_LOCKED_OUT' } } });
    }
    await station.data('POST', '/api/batches/batch_2/start');
    expect((await station.ended(await station.begin('PCB-0003', 'batch_2', QUICK))).verdict).toBe('PASS');
    await station.stop();
    station = await station.restart();
    expect((await station.batch('batch_1')).processState).toBe('locked-out');
    const { warnings } = await station.data<SystemInfo>('GET', '/api/system/info');
    expect(warnings).toContainEqual(expect.stringContaining('batch_1.power was left armed'));
  });

  test('stays locked as long as it cannot be made safe, and is free once it could', async () => {
    await lockedOut();
    const refused = await unlock({ reason: 'looked at it' });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'INSTRUMENT_NOT_SAFE' } } });
    expect((await station.batch('batch_1')).processState).toBe('locked-out');
    await simulators.control({ command: 'fault', slot: 1, instrument: 'power', fault: 'none' });
    expect(await unlock({ reason: 'the cable is back', operator: 'Kim' })).toMatchObject({ status: 200 });
    expect(isOn()).toBe(false);
    await station.untilState('idle', 'batch_1');
    expect(await unlock({ reason: 'again' })).toMatchObject({ body: { error: { code: 'BATCH_NOT_LOCKED_OUT' } } });
  });

  test('is free when a person has made it safe by hand, and it is written down who', async () => {
    await lockedOut();
    const body = { reason: 'switched off at the front panel', operator: 'Lee', confirmedSafe: true };
    expect(await unlock(body)).toMatchObject({ status: 200 });
    expect(armed()).toEqual([]);
    expect(readdirSync(join(station.dataDir, 'armed/confirmed'))).toHaveLength(1);
    const logs = () => station.data<{ items: { message: string }[] }>('GET', '/api/logs?batchId=batch_1');
    await eventually(async () => (await logs()).items.some(({ message }) => message.includes('unlocked by Lee')));
  });

  test('an armed file that cannot be read locks out the batch whose name it has, until a person has looked', async () => {
    await station.stop();
    writeFileSync(join(station.dataDir, 'armed/batch_1.power.json'), '{"armedVersion":1,');
    station = await station.restart();
    expect((await station.batch('batch_1')).processState).toBe('locked-out');
    expect(await unlock({ reason: 'looked at it' })).toMatchObject({
      body: { error: { code: 'INSTRUMENT_NOT_SAFE' } },
    });
    expect(await unlock({ reason: 'it is off', confirmedSafe: true })).toMatchObject({ status: 200 });
    await station.untilState('idle', 'batch_1');
  });
});
