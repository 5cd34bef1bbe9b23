import { hostname } from 'node:os';
import type { ExecutionRecord, Prompt } from '@neurohub/contracts/record';
import type { ExecutionListener, ExecutionOrder, PlanExecutor } from './execution-order.ts';
import type { Interrupts } from './interrupts.ts';
import type { LiveView } from './live-view.ts';
import { Recording } from './recording.ts';
import { ResultFile } from './result-file.ts';
import type { TerminalOperator } from './terminal-operator.ts';

/** Longer than a worker's. */
const PATIENCE_MS = 40_000;

export interface RunSurroundings {
  batchId: string;
  /** Null: nothing is written. */
  resultsDir: string | null;
  view: LiveView;
  operator: TerminalOperator;
  interrupts: Interrupts;
}

export interface Ran {
  record: ExecutionRecord;
  file: string | null;
  /** False when the record could not be written where it was to be. */
  isKept: boolean;
}

/** One execution from its order to its record in a file. */
export async function runOnce(
  executor: PlanExecutor,
  order: ExecutionOrder,
  { batchId, resultsDir, view, operator, interrupts }: RunSurroundings,
): Promise<Ran> {
  const at = new Date().toISOString();
  const recording = new Recording(order, { stationId: hostname(), batchId, at });
  const { serialNumber } = order.dut;
  const file =
    resultsDir === null ? null : await ResultFile.create(resultsDir, { at, serialNumber, id: order.executionId });
  const open = new Map<string, AbortController>();
  let troubleSinceMs: number | null = null;
  const listener: ExecutionListener = {
    async onEvents(events) {
      await file?.append(events).catch(cannotKeep);
      for (const event of events) {
        recording.add(event);
        view.happened(event);
        if (event.type === 'promptAsked') void ask(event.prompt);
        else if (event.type === 'promptClosed') close(event.promptId);
      }
    },
    onTelemetry(telemetry) {
      recording.hear(telemetry);
      view.heard(telemetry);
    },
    onOutput: (line) => view.printed(line),
  };
  view.began(order);
  try {
    const executing = executor.execute(order, listener);
    // After it has begun: what interrupted while the result file was made stops it now.
    interrupts.aim(executor);
    const outcome = await executing;
    const inDoubt = outcome.kind === 'died' ? recording.close(outcome, new Date().toISOString()) : null;
    if (inDoubt) view.ended(inDoubt);
  } finally {
    interrupts.aim(null);
    for (const promptId of [...open.keys()]) close(promptId);
  }
  const isKept = file === null || (await file.finish(recording.record).then(() => true, notKept));
  const path = isKept ? (file?.path ?? null) : null;
  view.result(recording.record, path);
  return { record: recording.record, file: path, isKept };

  /**
   * The worker gives its events again until it has no more patience and ends the sequence in error. Its end, and what is stopped, never
   * waits for a file: the whole record is written once more when it is over.
   */
  function cannotKeep(thrown: unknown): void {
    if (troubleSinceMs === null) view.line(`  the result cannot be kept, trying again: ${messageOf(thrown)}`);
    troubleSinceMs ??= performance.now();
    if (!interrupts.isStopped && performance.now() - troubleSinceMs < PATIENCE_MS) throw thrown;
  }

  function notKept(thrown: unknown): false {
    const message = `the record is not kept, whatever it says below: ${messageOf(thrown)}`;
    view.problem({ code: 'STORAGE_FAILED', message });
    return false;
  }

  async function ask(prompt: Prompt): Promise<void> {
    const closed = new AbortController();
    open.set(prompt.id, closed);
    try {
      const answer = await operator.answer(prompt, closed.signal);
      if (answer !== null) return await executor.answer(prompt.id, answer);
      view.line('  nobody can answer: the input has ended and the prompt has no default; stopping');
      executor.stop();
    } catch (thrown) {
      if (closed.signal.aborted) return view.line('  the question is over');
      view.line(`  the answer was not taken: ${messageOf(thrown)}`);
    }
  }

  function close(promptId: string): void {
    open.get(promptId)?.abort();
    open.delete(promptId);
  }
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
