/** Executions as a factory has them: mostly passes, a few fails, faults and stops, texts of every kind, now and then a file. */
import { createHash, randomUUID } from 'node:crypto';
import type { RecordEvent, RecordMessage } from '@neurohub/contracts/ipc';
import type { Attachment, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';

export interface WantedExecution {
  stationId: string;
  /** The how many-th of the station. */
  number: number;
  /** Seeded. Ids are not: they are new each time. */
  random: () => number;
  /** Default 6. */
  steps?: number | undefined;
  /** Of each step; default 3. */
  measurements?: number | undefined;
  /** How many of a hundred executions bring a file; default 5. */
  filesPercent?: number | undefined;
  /** Of the largest file; default 200,000. */
  fileBytes?: number | undefined;
}

export type MadeExecution = ReturnType<typeof makeExecution>;

type Ending = 'pass' | 'fail' | 'error' | 'stop' | 'stopAfterFail';

/** What a station stores when it accepts an execution, and the one RECORD that brings it to its end. */
export function makeExecution(wanted: WantedExecution) {
  const { stationId, number, random, steps: stepCount = 6 } = wanted;
  const id = randomUUID();
  const at = new Date().toISOString();
  const ending = endingOf(random());
  const steps = makeSteps(wanted, ending, at);
  const isDebug = random() < 0.04;
  const serialNumber = `${stationId}-${random() < 0.1 ? number - 1 : number}`;
  const execution = {
    ...{ id, stationId, batchId: `b${1 + (number % 4)}`, epoch: 1, acceptedAt: at, stepCount },
    dut: { serialNumber, ...(random() < 0.5 && { partNumber: 'P-100', revision: 'C', lot: `로트 ${number % 7}` }) },
    ...(random() < 0.8 && { operator: '김하늘' }),
    ...{ mode: isDebug ? ('debug' as const) : ('production' as const), simulated: isDebug && random() < 0.5 },
    ...{ partial: false, overridden: false },
    ...{ sequenceName: number % 3 === 0 ? 'burn_in' : 'pcb_test', sequenceVersion: '1.4.0' },
  };
  const events: RecordEvent[] = [
    { type: 'executionStarted', at },
    ...steps.map((step, i): RecordEvent => ({ type: 'stepEnded', step, nextStepIndex: i + 1 })),
    { type: 'executionEnded', ...ENDS[ending], at: new Date().toISOString(), durationMs: 1000 * random() },
  ];
  const record: RecordMessage = { type: 'RECORD', executionId: id, epoch: 1, firstSeq: 1, events };
  return { execution, record };
}

function endingOf(chance: number): Ending {
  if (chance < 0.85) return 'pass';
  if (chance < 0.93) return 'fail';
  if (chance < 0.96) return 'error';
  return chance < 0.98 ? 'stop' : 'stopAfterFail';
}

const ENDS = {
  pass: { state: 'completed', verdict: 'PASS', hadFailure: false, endReason: 'completed' },
  fail: { state: 'completed', verdict: 'FAIL', hadFailure: true, endReason: 'failedStop' },
  error: { state: 'completed', verdict: 'ERROR', hadFailure: false, endReason: 'errorStop' },
  stop: { state: 'aborted', verdict: 'ABORTED', hadFailure: false, endReason: 'operatorStop' },
  stopAfterFail: { state: 'aborted', verdict: 'ABORTED', hadFailure: true, endReason: 'operatorStop' },
} as const;
const LAST_STATUS = {
  pass: 'passed',
  fail: 'failed',
  error: 'error',
  stop: 'aborted',
  stopAfterFail: 'aborted',
} as const;

function makeSteps(wanted: WantedExecution, ending: Ending, at: string): StepRecord[] {
  const { random, steps: all = 6 } = wanted;
  const count = ending === 'pass' ? all : 1 + Math.floor(random() * all);
  return Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1;
    const hasFailed =
      (ending === 'fail' && isLast) || (ending === 'stopAfterFail' && (index === 0 || index === count - 2));
    const status = hasFailed ? 'failed' : isLast ? LAST_STATUS[ending] : 'passed';
    return makeStep(wanted, { index, status, at });
  });
}

type StepStatus = (typeof LAST_STATUS)[Ending];

function makeStep(
  { random, measurements = 3, filesPercent = 5, fileBytes = 200_000 }: WantedExecution,
  { index, status, at }: { index: number; status: StepStatus; at: string },
): StepRecord {
  const isMissed = (i: number) => status === 'failed' && i === 0;
  const attachments = index === 0 && random() * 100 < filesPercent ? [makeFile(random, fileBytes)] : undefined;
  const hasSeries = index === 0 && random() * 100 < filesPercent / 2;
  return {
    ...{ name: `step_${index + 1}`, group: 'main', index, attempt: 1, status, startedAt: at },
    durationMs: 100 * random(),
    ...(status === 'error' && {
      error: { code: 'INTERNAL_ERROR', message: 'no answer: "?\\" 측정기 응답 없음 \u{1F50C}' },
    }),
    measurements: [
      ...Array.from({ length: measurements }, (_, i) => makeMeasurement(random, { i, at, isMissed: isMissed(i) })),
      ...(hasSeries ? [makeSeries(random, at)] : []),
    ],
    ...(attachments && { attachments }),
  };
}

/** What JSON, drivers and databases like to change on the way. */
const TEXTS = [
  '',
  ' ',
  "O'Brien; DROP TABLE results;--",
  '전압 정상',
  '\u{1F600}\u200D',
  'a\\u0041\n\tb',
  '1e5',
  'NaN',
];
const NUMBERS = [0.1 + 0.2, 1e-320, 5e-324, 1.7976931348623157e308, -1e21, 9007199254740991, 1e21, 123456789.12345679];

function makeMeasurement(
  random: () => number,
  { i, at, isMissed }: { i: number; at: string; isMissed: boolean },
): MeasurementRecord {
  const common = { limits: [], outcome: 'INFO' as const, marginal: false, setAt: at };
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  if (isMissed) return { ...limited(9.5 + random(), at), outcome: 'FAIL' };
  if (i === 0) return limited(5 + 0.1 * random(), at);
  if (i % 8 === 1) return { name: 'text', kind: 'string', value: pick(TEXTS), ...common };
  if (i % 8 === 3) return { name: 'lost', kind: 'number', value: null, valueText: 'NaN', ...common };
  if (i % 8 === 5) return { name: 'closed', kind: 'boolean', value: random() < 0.5, ...common };
  const value = random() < 0.2 ? pick(NUMBERS) : 1000 * random() - 500;
  return { name: `value_${i}`, kind: 'number', value, unit: 'µA', ...common };
}

const limited = (value: number, at: string): MeasurementRecord => ({
  ...{ name: 'voltage', kind: 'number', value, unit: 'V', limits: [{ op: 'range', low: 4.5, high: 5.5 }] },
  ...{ outcome: 'PASS', marginal: false, setAt: at },
});

/** Now and then one that was there before, as pictures of the same screen are. */
function makeFile(random: () => number, maxBytes: number): Attachment {
  const isKnown = random() < 0.2;
  const bytes = isKnown ? Buffer.alloc(70_000, 'same') : noise(random, 1 + Math.floor(random() * maxBytes));
  return {
    ...{ name: isKnown ? 'screen.png' : '보고서 "1".bin', mimeType: 'application/octet-stream', size: bytes.length },
    ...{ sha256: sha256(bytes), data: bytes.toString('base64') },
  };
}

function makeSeries(random: () => number, at: string): MeasurementRecord {
  const points = 5000;
  const bytes = Buffer.from(Float64Array.from({ length: 2 * points }, () => random()).buffer);
  return {
    ...{ name: 'ripple', kind: 'series', value: null, limits: [], outcome: 'INFO', marginal: false, setAt: at },
    series: {
      ...{ hash: sha256(bytes), points, x: { name: 'time', unit: 's' }, y: [{ name: 'voltage', unit: 'V' }] },
      ...{ preview: [[[0, 1]]], data: bytes.toString('base64') },
    },
  };
}

function noise(random: () => number, length: number): Buffer {
  const words = Uint32Array.from({ length: Math.ceil(length / 4) }, () => random() * 2 ** 32);
  return Buffer.from(words.buffer).subarray(0, length);
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
