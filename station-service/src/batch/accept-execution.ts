import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError } from '@neurohub/contracts/errors';
import type { Dut, ExecutionPlan, ExecutionSummary } from '@neurohub/contracts/record';
import type { StartSequenceBody } from '@neurohub/contracts/rest';
import { planSecrets, resolvePlan } from '@neurohub/package-kit';
import type { LoadedPackage } from '../sequence/package-store.ts';
import type { AuditWho } from '../storage/audit-who.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import { learnSecrets } from './learn-secrets.ts';

/** An execution that is in the database and may begin. */
export interface AcceptedExecution {
  executionId: string;
  summary: ExecutionSummary;
  plan: ExecutionPlan;
  planHash: string;
  dut: Dut;
  operator: string | undefined;
  secrets: Record<string, string>;
}

interface Surroundings {
  batch: BatchConfig;
  deps: BatchDependencies;
  /** Of the worker that will run it. */
  epoch: number;
  /** The package of the ready worker. @throws why the batch cannot begin an execution now. */
  ready(): LoadedPackage;
  /** Ends a manual session. @throws MANUAL_BUSY, CLEANUP_FAILED */
  makeWay(): Promise<void>;
  /** Who asked for it. */
  by: AuditWho | undefined;
}

/**
 * Checks a start request and commits the execution with the answer to its command. Everything that can be refused is refused here,
 * before a record exists; from here on there is one. A commandId seen before gives the answer it had.
 */
export async function acceptExecution(
  body: StartSequenceBody,
  { batch, deps, epoch, ready, makeWay, by }: Surroundings,
): Promise<AcceptedExecution | { repeated: { executionId: string } }> {
  const requestHash = hashOf({ batchId: batch.id, ...body });
  const earlier = body.commandId && (await deps.storage.findCommand({ id: body.commandId, requestHash }));
  if (earlier) return { repeated: earlier.answer as { executionId: string } };
  const loaded = ready();
  assertSerialNumber(body.dut.serialNumber, loaded);
  const overrides = await deps.overrides.read(loaded.manifest.name);
  const { plan, planHash } = resolvePlan({ ...loaded, batch, request: body, overrides });
  const secrets = planSecrets(plan.hardware, process.env);
  learnSecrets(deps.redactor, { secrets, hardware: plan.hardware, parameters: plan.parameters });
  await deps.assertRoom();
  const startGate = await deps.askStartGate({
    ...{ batchId: batch.id, dut: body.dut, operator: body.operator ?? null, mode: plan.mode },
    sequence: { name: plan.sequence.name, version: plan.sequence.version },
  });
  await makeWay();
  deps.duts.reserve(body.dut.serialNumber, batch.id);
  try {
    const summary = newSummary(body, { plan, planHash, batchId: batch.id, deps });
    const answer = { executionId: summary.id };
    const command = body.commandId && { id: body.commandId, requestHash, answer, savedAt: summary.acceptedAt };
    const execution = { ...summary, epoch };
    const outcome = await deps.storage.acceptExecution({
      execution,
      planJson: JSON.stringify(plan),
      ...{ command: command || undefined, by, startGate },
    });
    if (outcome.repeated) {
      deps.duts.release(body.dut.serialNumber);
      return { repeated: outcome.answer as { executionId: string } };
    }
    return { executionId: summary.id, summary, plan, planHash, dut: body.dut, operator: body.operator, secrets };
  } catch (thrown) {
    deps.duts.release(body.dut.serialNumber);
    throw thrown;
  }
}

function assertSerialNumber(serialNumber: string, { manifest }: LoadedPackage): void {
  const rule = manifest.serialNumber;
  if (!rule || new RegExp(`^(?:${rule.pattern})$`, 'u').test(serialNumber)) return;
  const example = rule.example ? `, for example ${rule.example}` : '';
  throw new CodedError('SERIAL_NUMBER_INVALID', `"${serialNumber}" does not match ${rule.pattern}${example}`, {
    details: { serialNumber, ...rule },
  });
}

function newSummary(
  body: StartSequenceBody,
  {
    plan,
    planHash,
    batchId,
    deps,
  }: { plan: ExecutionPlan; planHash: string; batchId: string; deps: BatchDependencies },
): ExecutionSummary {
  const { name, version, displayName, packageHash } = plan.sequence;
  return {
    schemaVersion: 1,
    id: randomUUID(),
    stationId: deps.stationId,
    batchId,
    dut: body.dut,
    ...(body.operator && { operator: body.operator }),
    mode: plan.mode,
    simulated: plan.simulated === true,
    partial: plan.partial !== undefined,
    overridden: plan.overrides !== undefined,
    sequenceName: name,
    sequenceVersion: version,
    ...(displayName && { sequenceDisplayName: displayName }),
    packageHash,
    planHash,
    state: 'running',
    verdict: null,
    hadFailure: false,
    endReason: null,
    acceptedAt: deps.clock.wallIso(),
    stepCount: plan.steps.length,
    lastSeq: 0,
    droppedLogs: 0,
  };
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
