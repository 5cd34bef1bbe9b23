import { ERRORS, type ErrorData } from '@neurohub/contracts/errors';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import { limitText, valueText } from '@neurohub/contracts/limit-text';
import type { ExecutionRecord, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import type { StepStatus, Verdict } from '@neurohub/contracts/vocabulary';
import { bigWord } from './big-word.ts';
import type { RunTelemetry } from './execution-order.ts';

const WORDS: Readonly<Record<StepStatus, string>> = {
  pending: '…',
  running: '…',
  passed: 'PASS',
  failed: 'FAIL',
  error: 'ERROR',
  skipped: 'skip',
  aborted: 'ABORTED',
  interrupted: 'ERROR',
};
const COLOURS: Readonly<Record<string, number>> = { PASS: 32, FAIL: 31, ERROR: 35, ABORTED: 33 };
const ERASE_LINE = '\r\u001b[2K';

/** What a person at a terminal sees of an execution: a line for each step that has ended, and on a screen the one that is on. */
export class LiveView {
  readonly #write: (text: string) => void;
  readonly #isScreen: boolean;
  #running = '';

  /** `isScreen`: lines can be rewritten and coloured. */
  constructor(write: (text: string) => void, isScreen: boolean) {
    this.#write = write;
    this.#isScreen = isScreen;
  }

  began({
    plan,
    dut,
  }: {
    plan: { sequence: { name: string; version: string }; simulated?: true | undefined };
    dut: { serialNumber: string };
  }): void {
    const simulated = plan.simulated ? ', simulated' : '';
    this.line(`${plan.sequence.name} ${plan.sequence.version} on ${dut.serialNumber}${simulated}`);
  }

  heard(telemetry: RunTelemetry): void {
    if (telemetry.type === 'STEP_START') this.#show(telemetry.name);
    else if (telemetry.type === 'STEP_PROGRESS')
      this.#show(`${telemetry.name}  ${Math.round(telemetry.progress * 100)} %  ${telemetry.text ?? ''}`);
    else if (telemetry.type === 'STATUS_UPDATE' && telemetry.state === 'waiting')
      this.line(`  waits for ${telemetry.waitingFor ?? 'something'}${telemetry.detail ? `: ${telemetry.detail}` : ''}`);
    else if (telemetry.type === 'LOG' && telemetry.level !== 'debug')
      this.line(`  ${telemetry.level}: ${telemetry.message}`);
  }

  printed(text: string): void {
    this.line(`  | ${text}`);
  }

  happened(event: RecordEvent): void {
    if (event.type === 'stepEnded') this.ended(event.step);
  }

  result(record: ExecutionRecord, file: string | null): void {
    const verdict = record.verdict ?? 'ERROR';
    this.line('');
    for (const row of bigWord(verdict)) this.line(this.#coloured(verdict, row));
    this.line('');
    const seconds = record.durationMs === undefined ? '' : `  ${duration(record.durationMs)}`;
    this.line(`  ${verdict}  ${record.dut.serialNumber}${seconds}  ${record.endReason ?? ''}`);
    if (record.error) this.#problem(record.error, '  ');
    if (file) this.line(`  ${file}`);
  }

  /** A whole line; what is on is shown again below it. */
  line(text: string): void {
    const running = this.#running;
    this.#erase();
    this.#write(`${text}\n`);
    if (running) this.#show(running);
  }

  ended(step: StepRecord): void {
    this.#erase();
    const word = WORDS[step.status];
    const turns = step.iterations?.map(({ block, index, value }) => `${block} ${value ?? index + 1}`).join(', ');
    const facts = [
      step.status === 'skipped' ? (step.skipReason ?? '') : duration(step.durationMs),
      step.attempt > 1 ? `try ${step.attempt}` : '',
      turns ?? '',
    ];
    const line = [step.name.padEnd(28), ...facts.filter((fact) => fact !== '')].join('  ');
    this.line(`  ${this.#coloured(word, word.padEnd(7))}  ${line}`.trimEnd());
    for (const measurement of step.measurements) this.#measurement(measurement);
    if (step.error) this.#problem(step.error, '           ');
  }

  #measurement(measurement: MeasurementRecord): void {
    const limits = measurement.limits.map(limitText).join(', ');
    this.#judged(measurement.name, valueText(measurement), limits, measurement);
    for (const { axis, kind, value, valueText: special, limits: own, ...judged } of measurement.aggregations ?? [])
      this.#judged(`  ${kind} of ${axis}`, String(special ?? value), own.map(limitText).join(', '), judged);
  }

  #judged(
    name: string,
    value: string,
    limits: string,
    { outcome, marginal }: Pick<MeasurementRecord, 'outcome' | 'marginal'>,
  ): void {
    const word = outcome === 'INFO' ? '' : outcome;
    const line = `           ${name.padEnd(26)} ${value.padEnd(16)} ${limits.padEnd(20)} `;
    this.line(`${line}${this.#coloured(word, word)}${marginal ? ' marginal' : ''}`.trimEnd());
  }

  problem(error: ErrorData): void {
    this.#problem(error, '');
  }

  #problem({ code, message }: ErrorData, indent: string): void {
    this.line(`${indent}${code}  ${message.replaceAll('\n', `\n${indent}`)}`);
    this.line(`${indent}→ ${ERRORS[code].next}`);
  }

  #show(text: string): void {
    if (!this.#isScreen) return;
    this.#erase();
    this.#running = text;
    this.#write(`  …        ${text}`);
  }

  #erase(): void {
    if (this.#running) this.#write(ERASE_LINE);
    this.#running = '';
  }

  #coloured(word: string, text: string): string {
    const colour = COLOURS[word satisfies Verdict | string];
    return this.#isScreen && colour !== undefined ? `\u001b[1;${colour}m${text}\u001b[0m` : text;
  }
}

/** `850 ms`, `12.3 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}
