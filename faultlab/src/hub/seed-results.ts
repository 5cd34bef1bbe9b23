/** Results of a station over some days, sent as stations send them, the same every time: what a dashboard has to show is known. */
import { createHash, randomUUID } from 'node:crypto';
import type { SentRecord } from '@neurohub/contracts/hub-sync';
import type { ExecutionRecord, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';

export interface Seed {
  readonly address: string;
  readonly stationId: string;
  readonly key: string;
  /** Production units with one execution each, but for those that fail: they pass their retest. */
  readonly units: number;
  readonly days: number;
}

const HOUR_MS = 3_600_000;
/** The how many-th units fail, and are in error. */
const FAILS_EVERY = 10;
const ERRS_EVERY = 25;

export const serialOf = (stationId: string, unit: number) => `${stationId}-${String(unit).padStart(4, '0')}`;

/** Gives how many units passed, failed and were in error at first. */
export async function seedResults(seed: Seed): Promise<{ passed: number; failed: number; errors: number }> {
  const units = Array.from({ length: seed.units }, (_, index) => index + 1);
  const records = units.flatMap((unit) => executionsOf(seed, unit));
  const sent = records.map((record, index): SentRecord => {
    const payload = JSON.stringify(record);
    const sha256 = createHash('sha256').update(payload).digest('hex');
    return { id: randomUUID(), stationSeq: index + 1, kind: 'execution', sha256, payload };
  });
  const installId = randomUUID();
  for (let from = 0; from < sent.length; from += 50) await send(seed, installId, sent.slice(from, from + 50));
  const count = (verdict: string) => units.filter((unit) => verdictOf(unit) === verdict).length;
  return { passed: count('PASS'), failed: count('FAIL'), errors: count('ERROR') };
}

async function send({ address, stationId, key }: Seed, installId: string, records: SentRecord[]): Promise<void> {
  const response = await fetch(`${address}/api/stations/${stationId}/results`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ protocol: 1, installId, records }),
  });
  const text = await response.text();
  const stored = [...text.matchAll(/"stored"/g)].length;
  if (stored !== records.length) throw new Error(`${stored} of ${records.length} were stored: ${text.slice(0, 500)}`);
}

function verdictOf(unit: number): 'PASS' | 'FAIL' | 'ERROR' {
  if (unit % ERRS_EVERY === 0) return 'ERROR';
  return unit % FAILS_EVERY === 0 ? 'FAIL' : 'PASS';
}

function executionsOf(seed: Seed, unit: number): ExecutionRecord[] {
  const verdict = verdictOf(unit);
  const endedMs = Date.now() - HOUR_MS - (1 - unit / seed.units) * seed.days * 24 * HOUR_MS;
  const first = execution(seed, { unit, verdict, endedMs });
  if (verdict !== 'FAIL') return [first];
  return [first, execution(seed, { unit, verdict: 'PASS', endedMs: endedMs + HOUR_MS / 10 })];
}

interface Wanted {
  readonly unit: number;
  readonly verdict: 'PASS' | 'FAIL' | 'ERROR';
  readonly endedMs: number;
}

const ENDS = { PASS: 'completed', FAIL: 'failedStop', ERROR: 'errorStop' } as const;

function execution({ stationId }: Seed, { unit, verdict, endedMs }: Wanted): ExecutionRecord {
  const durationMs = 30_000 + (unit % 7) * 2_000;
  const [at, endedAt] = [new Date(endedMs - durationMs).toISOString(), new Date(endedMs).toISOString()];
  return {
    ...{ schemaVersion: 1, id: randomUUID(), stationId, batchId: `slot_${1 + (unit % 2)}` },
    dut: { serialNumber: serialOf(stationId, unit), lot: `L${unit % 3}` },
    ...{ mode: 'production', simulated: false, partial: false, overridden: false, operator: 'Kim' },
    ...{ sequenceName: 'pcb_test', sequenceVersion: '1.4.2' },
    sequenceDisplayName: { ko: 'PCB 검사', en: 'PCB test' },
    ...{ state: 'completed', verdict, hadFailure: verdict === 'FAIL', endReason: ENDS[verdict] },
    ...{ acceptedAt: at, startedAt: at, endedAt, durationMs, stepCount: 3, lastSeq: 5, droppedLogs: 0 },
    steps: stepsOf(verdict, at, unit),
  };
}

function stepsOf(verdict: Wanted['verdict'], at: string, unit: number): StepRecord[] {
  const hasFailed = verdict === 'FAIL';
  return [
    step('power_on', 0, { ko: '전원 켜기', en: 'Power on' }, at, { group: 'setup' }),
    step('measure_rails', 1, { ko: '전원 레일 측정', en: 'Measure the supply rails' }, at, {
      status: hasFailed ? 'failed' : 'passed',
      measurements: [
        measurement('vcc', 5 + (unit % 9) / 1000, [4.9, 5.1], at),
        measurement('v3v3', hasFailed ? 3.12 : 3.3 + (unit % 5) / 100, [3.2, 3.4], at),
      ],
    }),
    step('flash', 2, { ko: '펌웨어 쓰기', en: 'Write the firmware' }, at, {
      ...(hasFailed && { status: 'skipped', durationMs: 0 }),
      ...(verdict === 'ERROR' && {
        status: 'error',
        error: { code: 'DRIVER_TIMEOUT', message: 'the programmer does not answer' },
      }),
    }),
  ];
}

function step(
  name: string,
  index: number,
  displayName: { ko: string; en: string },
  at: string,
  more: Partial<StepRecord>,
): StepRecord {
  const passed = { attempt: 1, status: 'passed', startedAt: at, durationMs: 4_000 } as const;
  return { name, index, displayName, group: 'main', ...passed, measurements: [], ...more };
}

function measurement(name: string, value: number, [low, high]: [number, number], at: string): MeasurementRecord {
  const outcome = value < low || value > high ? 'FAIL' : 'PASS';
  const limits: MeasurementRecord['limits'] = [{ op: 'range', low, high, outcome }];
  return { name, kind: 'number', value, unit: 'V', limits, outcome, marginal: false, setAt: at };
}
