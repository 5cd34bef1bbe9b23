/** Expectations on a run, for any test runner: each throws an AssertionError that shows what the record holds. */
import { AssertionError } from 'node:assert';
import type { ErrorCode } from '@neurohub/contracts/errors';
import type { MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import type { EndReason, MeasurementOutcome, StepStatus, Verdict } from '@neurohub/contracts/vocabulary';
import { describeRun } from './describe-run.ts';
import type { SequenceRun } from './run-sequence.ts';

type Run = Pick<SequenceRun, 'verdict' | 'endReason' | 'error' | 'steps' | 'measurements'>;

/** What of a measurement is looked at; what is left out may be anything. */
export interface ExpectedMeasurement {
  /** The value, exactly unless `within` says otherwise. */
  value?: MeasurementRecord['value'];
  /** The value may differ by so much. @default 0 */
  within?: number;
  /** The unit as it was given to measure(). */
  unit?: string;
  /** What became of it by its limits. */
  outcome?: MeasurementOutcome;
  /** Whether it is marked as marginal. */
  marginal?: boolean;
}

/** What of a step is looked at: of its last attempt. */
export interface ExpectedStep {
  /** What became of it. */
  status?: StepStatus;
  /** Code of its error. */
  error?: ErrorCode;
  /** A part of the message of its error, or of why it was skipped. */
  message?: string | RegExp;
  /** How many tries it took. */
  attempts?: number;
}

/** The verdict of the run, and why it ended when that is given. @throws AssertionError */
export function expectVerdict(run: Run, verdict: Verdict, endReason?: EndReason): void {
  const actual = { verdict: run.verdict, ...(endReason !== undefined && { endReason: run.endReason }) };
  compare(run, 'the run', actual, { verdict, ...(endReason !== undefined && { endReason }) });
}

/**
 * A measurement of the last attempt of a step.
 * @param name `<step>.<measurement>`
 * @throws AssertionError, also when it was not measured
 */
export function expectMeasurement(run: Run, name: string, expected: ExpectedMeasurement = {}): void {
  const found = Object.hasOwn(run.measurements, name) ? run.measurements[name] : undefined;
  if (!found) fail(run, `"${name}" was not measured; there are: ${Object.keys(run.measurements).join(', ') || 'none'}`);
  const { within = 0, ...wanted } = expected;
  const isNear =
    typeof found.value === 'number' &&
    typeof wanted.value === 'number' &&
    Math.abs(found.value - wanted.value) <= within;
  const actual = Object.fromEntries(Object.keys(wanted).map((key) => [key, found[key as keyof typeof wanted]]));
  compare(run, `"${name}"`, actual, isNear ? { ...wanted, value: found.value } : wanted);
}

/** What became of a step: a status, or more. @throws AssertionError, also when it is not in the record */
export function expectStep(run: Run, name: string, expected: StepStatus | ExpectedStep): void {
  const { message, ...wanted } = typeof expected === 'string' ? { status: expected } : expected;
  const attempts = attemptsOf(run, name);
  const last = attempts.at(-1) as StepRecord;
  const all = { status: last.status, error: last.error?.code, attempts: attempts.length };
  const actual = Object.fromEntries(Object.keys(wanted).map((key) => [key, all[key as keyof typeof all]]));
  compare(run, `step "${name}"`, actual, wanted);
  const text = last.error?.message ?? last.skipReason ?? '';
  if (message !== undefined && !(typeof message === 'string' ? text.includes(message) : message.test(text)))
    fail(run, `step "${name}": expected a message like ${String(message)}, got ${JSON.stringify(text)}`, text, message);
}

/** The status of each try of a step in order, or how many there were. @throws AssertionError */
export function expectAttempts(run: Run, name: string, expected: number | readonly StepStatus[]): void {
  const statuses = attemptsOf(run, name).map(({ status }) => status);
  const actual = typeof expected === 'number' ? statuses.length : statuses;
  compare(run, `the tries of step "${name}"`, actual, expected);
}

function attemptsOf(run: Run, name: string): StepRecord[] {
  const attempts = run.steps.filter((step) => step.name === name);
  if (attempts.length > 0) return attempts;
  const names = [...new Set(run.steps.map((step) => step.name))].join(', ');
  return fail(run, `step "${name}" is not in the record; there are: ${names || 'none'}`);
}

function compare(run: Run, what: string, actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  fail(run, `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`, actual, expected);
}

function fail(run: Run, problem: string, actual?: unknown, expected?: unknown): never {
  const message = `${problem}\n${describeRun(run)}`;
  throw new AssertionError({ message, actual, expected, operator: 'expect', stackStartFn: fail });
}
