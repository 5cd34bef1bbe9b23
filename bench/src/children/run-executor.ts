/**
 * Runs a compiled package by the executor of a built SDK, with a recorder that answers at once: what the executor itself costs.
 * Prints the milliseconds of each execution as one line of JSON.
 */
import { randomUUID } from 'node:crypto';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { ExecutionPlan, SequenceDefinition } from '@neurohub/contracts/record';
import type { Recorder, SequenceClass } from '@neurohub/sequence-sdk/executor';

type Sdk = typeof import('@neurohub/sequence-sdk/executor');

const [, , sdkFile = '', moduleFile = '', executions = '1'] = process.argv;
const sdkUrl = pathToFileURL(sdkFile).href;
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier.startsWith('@neurohub/sequence-sdk')
      ? { url: sdkUrl, format: 'module', shortCircuit: true }
      : nextResolve(specifier, context),
});
const { DecoratedSequenceHost, Execution } = (await import(sdkUrl)) as Sdk;
const { Steps } = (await import(pathToFileURL(moduleFile).href)) as { Steps: SequenceClass };

const durations: number[] = [];
for (let i = 0; i < Number(executions); i += 1) durations.push(await runOnce());
process.stdout.write(`${JSON.stringify(durations)}\n`);

async function runOnce(): Promise<number> {
  const host = new DecoratedSequenceHost({ sequenceClass: Steps, drivers: {} });
  const execution = new Execution({
    executionId: randomUUID(),
    plan: planOf(host.describe()),
    dut: { serialNumber: 'BENCH-1' },
    host,
    recorder: immediateRecorder(),
    telemetry: { publish: () => undefined },
  });
  const { verdict, durationMs } = await execution.run();
  if (verdict !== 'PASS') throw new Error(`the execution was to pass: ${verdict}`);
  return durationMs;
}

function immediateRecorder(): Recorder {
  let seq = 0;
  return {
    record: async () => {
      seq += 1;
      return seq;
    },
    recordLater: () => undefined,
    flush: async () => true,
  };
}

function planOf({ name, className, steps }: SequenceDefinition): ExecutionPlan {
  return {
    planVersion: 1,
    sequence: { name, version: '1.0.0', className, module: '', packageHash: '0'.repeat(64), origin: 'folder' },
    steps,
    parameters: {},
    parameterTypes: {},
    hardware: {},
    mode: 'debug',
    stopOnFail: true,
    checkpointInterval: 1,
  };
}
