import { createHash } from 'node:crypto';
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError, type ErrorCode } from '@neurohub/contracts/errors';
import { loopParameter, loopTurns } from '@neurohub/contracts/loop';
import type { Manifest, ManifestHardware, ManifestParameter } from '@neurohub/contracts/manifest';
import type { Overrides } from '@neurohub/contracts/overrides';
import type { ExecutionPlan, PlanHardware, SequenceDefinition } from '@neurohub/contracts/record';
import type { StartSequenceBody } from '@neurohub/contracts/rest';
import { withErrorRules } from '@neurohub/contracts/step-error-rules';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import type { CompiledPackage } from '../compile-package.ts';
import { type OverriddenRelease, resolveOverrides } from '../overrides/resolve-overrides.ts';
import { valueProblem } from '../value-problem.ts';
import { cutSteps, timeLimitsOf } from './cut-steps.ts';
import { resolveMode } from './resolve-mode.ts';
import { resolveRelease } from './resolve-release.ts';
import { selectSteps } from './select-steps.ts';

export interface PlanSources {
  manifest: Manifest;
  definition: SequenceDefinition;
  compiled: Pick<CompiledPackage, 'hash' | 'module' | 'drivers' | 'simulators' | 'origin' | 'limits'> & {
    /** Key id of the trusted signature. */
    signedBy?: string | undefined;
  };
  batch: Pick<BatchConfig, 'id' | 'parameters' | 'hardware'> &
    Partial<Pick<BatchConfig, 'shared' | 'simulation'>> & {
      recovery?: Pick<BatchConfig['recovery'], 'checkpointInterval'>;
      hardwareErrors?: BatchConfig['hardwareErrors'];
      resourceLimits?: Pick<BatchConfig['resourceLimits'], 'stepMs' | 'sequenceMs'>;
      stepErrors?: BatchConfig['stepErrors'];
    };
  request: Pick<Partial<StartSequenceBody>, 'parameters' | 'mode' | 'steps' | 'stopOnFail' | 'pauseOnFail'>;
  /** What the station changes of the release. */
  overrides?: Overrides | undefined;
}

export interface ResolvedPlan {
  plan: ExecutionPlan;
  planHash: string;
}

/**
 * Everything an execution depends on, as one frozen, hashed value. Parameters: manifest default, then overrides, then
 * batch, then request.
 * @throws PARAMETER_INVALID listing every wrong parameter; LIMITS_INVALID when limits.yaml has none for the variant; SIMULATOR_MISSING;
 * LOOP_INVALID when a parameter holds no number of turns; OVERRIDES_STALE, OVERRIDES_INVALID; STEP_NOT_FOUND for a selection that cannot
 * be; NOT_PRODUCTION when a production execution is asked for that cannot be one.
 */
export function resolvePlan({ manifest, definition, compiled, batch, request, overrides }: PlanSources): ResolvedPlan {
  const given = { ...batch.parameters, ...request.parameters };
  const resolved = overrides && resolveOverrides(overrides, releaseOf({ manifest, definition, compiled }));
  const parameters = resolveParameters(manifest, { ...overrides?.parameters, ...given });
  refuseImpossibleLoops(definition.blocks, parameters);
  const { steps, limits, changes } = resolveRelease({
    ...{ definition, compiled, overrides, resolved, parameters },
    given: Object.keys(given),
  });
  const selected = request.steps && [...new Set(request.steps)];
  const plan: ExecutionPlan = {
    planVersion: 1,
    sequence: {
      name: manifest.name,
      version: manifest.version,
      ...(displayNameOf(manifest, definition) && { displayName: displayNameOf(manifest, definition) }),
      className: manifest.entryPoint.class,
      module: compiled.module,
      packageHash: compiled.hash,
      origin: compiled.origin,
      ...(compiled.signedBy && { signedBy: compiled.signedBy }),
    },
    steps: cutSteps(selected ? selectSteps(steps, selected) : steps, batch.resourceLimits?.stepMs).map((step) =>
      withErrorRules(step, { package: manifest.stepErrors, ...batch.stepErrors }),
    ),
    ...(definition.blocks && { blocks: definition.blocks }),
    parameters,
    parameterTypes: mapValues(manifest.parameters, (parameter) => parameter.type),
    hardware: resolveHardware({ manifest, compiled, batch }),
    ...(limits && { limits }),
    mode: resolveMode(request.mode, { simulated: batch.simulation ?? false, isPartial: selected !== undefined, steps }),
    ...(batch.simulation && { simulated: true }),
    ...(selected && { partial: selected }),
    ...(changes && { overrides: changes }),
    stopOnFail: request.stopOnFail ?? manifest.stopOnFail,
    ...(request.pauseOnFail && { pauseOnFail: true }),
    checkpointInterval: batch.recovery?.checkpointInterval ?? 1,
    ...timeLimitsOf(batch.resourceLimits),
    ...(batch.hardwareErrors && { hardwareErrors: batch.hardwareErrors }),
  };
  return { plan: deepFreeze(plan), planHash: createHash('sha256').update(canonicalJson(plan)).digest('hex') };
}

/** The release that overrides have to fit. */
export function releaseOf({
  manifest: { name, version, parameters },
  definition,
  compiled: { hash, limits },
}: Pick<PlanSources, 'manifest' | 'definition'> & {
  compiled: Pick<CompiledPackage, 'hash' | 'limits'>;
}): OverriddenRelease {
  return { name, version, packageHash: hash, definition, limits, parameters };
}

/** A parameter without a value is left to the sequence, which has an initial one. */
function refuseImpossibleLoops(
  blocks: SequenceDefinition['blocks'] = [],
  parameters: Record<string, ScalarValue>,
): void {
  for (const block of blocks) {
    const parameter = loopParameter(block.loop);
    if (parameter === undefined || Object.hasOwn(parameters, parameter)) loopTurns(block, parameters);
  }
}

function displayNameOf(manifest: Manifest, definition: SequenceDefinition): ExecutionPlan['sequence']['displayName'] {
  return manifest.displayName ?? definition.displayName;
}

type HardwareSources = Pick<PlanSources, 'manifest' | 'compiled' | 'batch'>;

function resolveHardware(sources: HardwareSources): ExecutionPlan['hardware'] {
  const ids = Object.keys(sources.manifest.hardware);
  return Object.fromEntries(ids.map((id) => [id, resolveInstrument(id, sources)]));
}

/**
 * One instrument as configured: manifest defaults, then the batch. In a simulated batch only the defaults count, and the simulator
 * gives the rest: what station.yaml says leads to the real instrument.
 * @throws HARDWARE_NOT_FOUND, MISSING_DRIVER, PARAMETER_INVALID for a setting that is missing, SIMULATOR_MISSING
 */
export function resolveInstrument(id: string, { manifest, compiled, batch }: HardwareSources): PlanHardware {
  const declared =
    own(manifest.hardware, id) ?? refuse('HARDWARE_NOT_FOUND', `${manifest.name} has no hardware "${id}"`);
  const driver = own(compiled.drivers, id) ?? refuse('MISSING_DRIVER', `hardware "${id}" has no compiled driver`);
  const simulator = own(compiled.simulators, id);
  // A simulated instrument is the batch's own, whoever shares the real one.
  const shared = batch.simulation ? undefined : own(batch.shared ?? {}, id);
  if (batch.simulation && !simulator)
    refuse('SIMULATOR_MISSING', `batch ${batch.id} runs on simulators, and hardware "${id}" names none`);
  const defaults = withoutNulls(mapValues(declared.configSchema, (field) => field.default ?? null));
  const config = batch.simulation ? defaults : { ...defaults, ...own(batch.hardware, id) };
  if (!batch.simulation) assertComplete(batch.id, id, declared, config);
  return {
    driverModule: driver.module,
    driverClass: driver.class,
    displayName: declared.displayName,
    config,
    configTypes: mapValues(declared.configSchema, (field) => field.type),
    instrument: shared ?? `${batch.id}.${id}`,
    ...(shared !== undefined && { shared: true as const }),
    ...(declared.scope === 'batch' && { scope: declared.scope }),
    ...(batch.simulation && simulator && { simulator }),
  };
}

function assertComplete(
  batchId: string,
  id: string,
  { configSchema }: ManifestHardware,
  config: Record<string, ScalarValue>,
): void {
  for (const [key, field] of Object.entries(configSchema))
    if (field.required && own(config, key) === undefined)
      throw new CodedError('PARAMETER_INVALID', `hardware.${id}.${key} is required and not set for batch ${batchId}`, {
        details: { hardware: id, key },
      });
}

function refuse(code: ErrorCode, message: string): never {
  throw new CodedError(code, message);
}

function resolveParameters(manifest: Manifest, given: Record<string, ScalarValue>): Record<string, ScalarValue> {
  const problems: { parameter: string; message: string }[] = [];
  for (const name of Object.keys(given))
    if (!Object.hasOwn(manifest.parameters, name))
      problems.push({
        parameter: name,
        message: `unknown; the sequence has ${Object.keys(manifest.parameters).join(', ') || 'no parameters'}`,
      });
  const resolved: Record<string, ScalarValue> = {};
  for (const [name, declared] of Object.entries(manifest.parameters)) {
    const value = own(given, name) ?? declared.default ?? null;
    const problem = value === null ? missingProblem(declared) : valueProblem(declared, value);
    if (problem) problems.push({ parameter: name, message: problem });
    resolved[name] = value;
  }
  if (problems.length === 0) return resolved;
  const text = problems.map(({ parameter, message }) => `${parameter}: ${message}`).join('; ');
  throw new CodedError('PARAMETER_INVALID', text, { details: { problems } });
}

function missingProblem(declared: ManifestParameter): string | null {
  return declared.required ? 'required, but neither station.yaml nor the request gives it' : null;
}

/** People choose the keys: `constructor` and `toString` are names like any other. */
function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function mapValues<T, R>(record: Record<string, T>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function withoutNulls(record: Record<string, ScalarValue>): Record<string, ScalarValue> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
