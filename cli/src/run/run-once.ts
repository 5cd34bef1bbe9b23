import { hostname } from 'node:os';
import type { ExecutionRecord, Prompt } from '@neurohub/contracts/record';
import type { ExecutionListener, ExecutionOrder, PlanExecutor } from './execution-order.ts';
import type { Interrupts } from './interrupts.ts';
import type { LiveView } from './live-view.ts';
import { Recording } from './recording.ts';
import { ResultFile } from './result-file.ts';
import type { TerminalOperator } from './terminal-operator.ts';

export interface RunSurroundings {
  batchId: string;
  /** Null: nothing is written. */
  resultsDir: string | null;
  view: LiveView;
  operator: TerminalOperator;
  interrupts: Interrupts;
}

/** One execution from its order to its record in a file. */
export async function runOnce(
  executor: PlanExecutor,
  order: ExecutionOrder,
  { batchId, resultsDir, view, operator, interrupts }: RunSurroundings,
): Promise<{ record: ExecutionRecord; file: string | null }> {
  const at = new Date().toISOString();
  const recording = new Recording(order, { stationId: hostname(), batchId, at });
  const { serialNumber } = order.dut;
  const file =
    resultsDir === null ? null : await ResultFile.create(resultsDir, { at, serialNumber, id: order.executionId });
  const open = new Map<string, AbortController>();
  const listener: ExecutionListener = {
    async onEvents(events) {
      await file?.append(events);
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
  interrupts.aim(executor);
  try {
    const outcome = await executor.execute(order, listener);
    const inDoubt = outcome.kind === 'died' ? recording.close(outcome, new Date().toISOString()) : null;
    if (inDoubt) view.ended(inDoubt);
  } finally {
    interrupts.aim(null);
    for (const promptId of [...open.keys()]) close(promptId);
  }
  await file?.finish(recording.record);
  view.result(recording.record, file?.path ?? null);
  return { record: recording.record, file: file?.path ?? null };

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
      view.line(`  the answer was not taken: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }

  function close(promptId: string): void {
    open.get(promptId)?.abort();
    open.delete(promptId);
  }
}
