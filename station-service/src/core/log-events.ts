/** What happens, told in the log: executions, processes of batches and alarms; each step at the level `debug`. */
import type { BatchView } from '@neurohub/contracts/rest';
import type { ServiceEvents } from './events.ts';
import type { Logger } from './logger.ts';

export function logEvents(events: ServiceEvents, log: Logger): Disposable {
  const batches = log.child({ name: 'batch' });
  const executions = log.child({ name: 'execution' });
  const alarms = log.child({ name: 'alarm' });
  const shown = new Map<string, Pick<BatchView, 'processState'> & { executionId: string | undefined }>();
  const ends = [
    events.on('batchChanged', ({ id: batchId, processState, pid, error, execution }) => {
      const before = shown.get(batchId);
      shown.set(batchId, { processState, executionId: execution?.id });
      const facts = { batchId, state: processState, ...(pid !== null && { pid }), ...(error && { code: error.code }) };
      if (before?.processState !== processState) batches.info(facts, 'the process of a batch changed');
      if (!execution || execution.endReason !== null || before?.executionId === execution.id) return;
      const { id: executionId, dut, sequenceName, sequenceVersion, operator, mode } = execution;
      const { serialNumber } = dut;
      executions.info({ batchId, executionId, serialNumber, sequenceName, sequenceVersion, mode, operator }, 'began');
    }),
    events.on('stepProgress', (progress) => {
      if (progress.kind !== 'ended') return;
      const { batchId, executionId, step } = progress;
      const { name, status, attempt, durationMs } = step;
      executions.debug({ batchId, executionId, step: name, status, attempt, durationMs }, 'a step ended');
    }),
    events.on('executionClosed', ({ batchId, executionId, execution }) => {
      const { dut, verdict, endReason, durationMs, error } = execution;
      const { serialNumber } = dut;
      const facts = { batchId, executionId, serialNumber, verdict, endReason, durationMs, ...(error && { error }) };
      executions[verdict === 'ERROR' ? 'warn' : 'info'](facts, 'ended');
    }),
    events.on('alarm', ({ code, priority, batchId, instrument, message, clearedAt, acknowledgedAt }) => {
      const facts = { code, batchId, instrument, ...(acknowledgedAt !== undefined && { acknowledgedAt }) };
      if (clearedAt !== undefined) alarms.info(facts, 'over');
      else alarms[priority === 'low' ? 'info' : 'warn'](facts, message);
    }),
  ];
  return {
    [Symbol.dispose]: () => {
      for (const end of ends) end();
    },
  };
}
