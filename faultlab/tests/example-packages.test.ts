/** The example packages on a station, as a reader would put them there: real drivers over real sockets to simulated instruments. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PressCell, type PressFault } from '../../sequences/plc_press_test/simulators/press-cell.ts';
import { type BoardFault, PsaBoard } from '../../sequences/psa_sensor_test/simulators/psa-board.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };
const press = new PressCell({ hardware: ['press'], parameters: {}, log });
const board = new PsaBoard({ hardware: ['psa_mcu'], parameters: {}, log });
let station: TestStation;

/** `press` and `psa` reach the instruments of this process; the others run on the simulators of their package, inside the worker. */
beforeAll(async () => {
  const hardware = { ...(await press.start()), ...(await board.start()) };
  const config = `
station: { id: TEST, name: Test station }
recovery: { backoff_base: 0.5 }
batches:
  - { id: press, sequence_package: plc_press_test, auto_start: true, parameters: { ask_operator: false, hold_ms: 1 },
      hardware: ${JSON.stringify({ press: hardware.press })} }
  - { id: psa, sequence_package: psa_sensor_test, auto_start: true, hardware: ${JSON.stringify({ psa_mcu: hardware.psa_mcu })} }
  - { id: press_sim, sequence_package: plc_press_test, auto_start: true, simulation: true, parameters: { ask_operator: false } }
  - { id: psa_sim, sequence_package: psa_sensor_test, auto_start: true, simulation: true }
`;
  const packages = ['plc_press_test', 'psa_sensor_test'].map((name) => join(PROJECT_ROOT, 'sequences', name));
  station = await TestStation.start({ packages, config });
  for (const id of ['press', 'psa', 'press_sim', 'psa_sim']) await station.untilState('idle', id);
});
afterAll(async () => {
  await station?.dispose();
  await Promise.all([press.stop(), board.stop()]);
});

async function test(id: string, serialNumber: string) {
  await station.untilState('idle', id);
  return station.ended(await station.begin(serialNumber, id));
}

it.each(['press_sim', 'psa_sim'])('%s passes on the simulators that come along, and its record says so', async (id) => {
  expect(await test(id, 'SIM-1')).toMatchObject({ verdict: 'PASS', plan: { simulated: true } });
});

it.each([
  ['press_sim', 'too_soft', 'FAIL'],
  ['press_sim', 'drive', 'ERROR'],
  ['psa_sim', 'no_sensor', 'FAIL'],
  ['psa_sim', 'wrong_crc', 'ERROR'],
])('%s with the parameter simulated_fault=%s is a %s', async (id, fault, verdict) => {
  const parameters = { simulated_fault: fault };
  const record = await station.ended(await station.begin(`SIM-${fault}`, id, { parameters }));
  expect(record).toMatchObject({ verdict, plan: { parameters } });
});

describe('the press', () => {
  it('passes a good part and keeps the curve of its force', async () => {
    press.fault = 'none';
    const record = await test('press', 'PRESS-1');
    expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
    const curve = record.steps.flatMap(({ measurements }) => measurements).find(({ kind }) => kind === 'series');
    expect(curve).toMatchObject({ name: 'force', outcome: 'PASS', series: { points: 30 } });
    expect(press.isSafe).toBe(true);
  });

  it.each([
    ['too_hard', 'FAIL', 'failedStop'],
    ['blocked', 'FAIL', 'failedStop'],
    ['drive', 'ERROR', 'errorStop'],
    ['force_sensor', 'ERROR', 'errorStop'],
  ] satisfies [PressFault, string, string][])(
    'with %s is a %s, and up afterwards',
    async (fault, verdict, endReason) => {
      press.fault = fault;
      expect(await test('press', `PRESS-${fault}`)).toMatchObject({ verdict, endReason });
      expect(press.isSafe).toBe(true);
    },
  );

  it('is up and without force after a Stop in the middle of its stroke', async () => {
    const executionId = await moving('PRESS-STOP');
    await station.data('POST', '/api/batches/press/sequence/stop');
    expect(await station.ended(executionId)).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
    expect(press.isSafe).toBe(true);
  });

  it('is brought up by another process when its own is killed in the middle of its stroke, and pressed no second time', async () => {
    const executionId = await moving('PRESS-KILLED');
    process.kill((await station.batch('press')).pid ?? 0, 'SIGKILL');
    const record = await station.ended(executionId);
    expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'crashed' });
    expect(press.isSafe).toBe(true);
    expect(press.strokes - strokesBefore).toBe(1);
    expect(await test('press', 'PRESS-AFTER')).toMatchObject({ verdict: 'PASS' });
  });

  let strokesBefore = 0;
  /** Begins a long stroke; resolves when the press is in the middle of it. */
  async function moving(serialNumber: string): Promise<string> {
    press.fault = 'none';
    await station.untilState('idle', 'press');
    strokesBefore = press.strokes;
    const parameters = { depth_mm: 40, force_stop_n: 5000 };
    const executionId = await station.begin(serialNumber, 'press', { parameters });
    await eventually(() => press.strokes > strokesBefore && !press.isSafe, { everyMs: 1, what: 'the press moving' });
    return executionId;
  }
});

describe('the sensor board', () => {
  it.each([
    ['none', 'PASS', 'completed'],
    ['busy_once', 'PASS', 'completed'],
    ['out_of_spec', 'FAIL', 'failedStop'],
    ['no_sensor', 'FAIL', 'failedStop'],
    ['wrong_crc', 'ERROR', 'errorStop'],
    ['busy', 'ERROR', 'errorStop'],
  ] satisfies [BoardFault, string, string][])('with %s is a %s', async (fault, verdict, endReason) => {
    board.fault = fault;
    const record = await test('psa', `PSA-${fault}`);
    expect(record).toMatchObject({ verdict, endReason });
    // What the board said is kept, whatever the verdict, as soon as it said anything of a sensor.
    expect(record.steps.at(-1)).toMatchObject({ name: 'finalize', status: 'passed' });
  });
});
