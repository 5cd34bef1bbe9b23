/** `station run`, from what was typed to the exit code: compile, start an executor, resolve the plan, execute, keep the record. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError, toErrorData } from '@neurohub/contracts/errors';
import type { Manifest } from '@neurohub/contracts/manifest';
import {
  type CompiledPackage,
  checkDefinition,
  compilePackage,
  holdVersion,
  planSecrets,
  readOverridesOf,
  resolvePlan,
} from '@neurohub/package-kit';
import type { CommandInput, CommandResult } from '../command.ts';
import { EXIT, verdictExit } from '../exit-codes.ts';
import { sequencesFolder } from '../station-folders.ts';
import { awaitDebugger } from './await-debugger.ts';
import type { ExecutionOrder, PlanExecutor } from './execution-order.ts';
import { findNamed, findTarget, type RunTarget } from './find-target.ts';
import { inProcessWorker } from './in-process-worker.ts';
import { Interrupts } from './interrupts.ts';
import { LiveView } from './live-view.ts';
import { explainMissingSetting, readHardware, readParameters } from './read-settings.ts';
import { type Ran, type RunSurroundings, runOnce } from './run-once.ts';
import type { RunRequest } from './run-request.ts';
import { runStatistics, statisticsText } from './run-statistics.ts';
import { spawnWorker } from './spawn-worker.ts';
import { readStationFile, type StationFile } from './station-file.ts';
import { inspectedPackages, type StationPlaces, stationPlaces } from './station-places.ts';
import { TerminalOperator } from './terminal-operator.ts';
import { untilChanged } from './until-changed.ts';
import { WorkerExecutor } from './worker-executor.ts';

const LEFTOVER_MS = 1_000;
/** Who has an instrument, when it is no batch of a station. */
const NO_BATCH = 'run';

/** @throws whatever keeps the package from being run */
export async function runPackage(request: RunRequest, input: CommandInput): Promise<CommandResult> {
  const write = request.asJson ? () => undefined : input.out;
  const view = new LiveView(write, !request.asJson && process.stdout.isTTY === true && !input.env['NO_COLOR']);
  using interrupts = new Interrupts((text) => (request.asJson ? input.err(`${text}\n`) : view.line(text)));
  const station = await readStationFile(input);
  const batch = batchOf(request, station);
  const places = await stationPlaces(input, station?.dataDir);
  const sequencesDir = sequencesFolder(input, station?.sequencesDir);
  const target =
    batch && request.target === undefined
      ? await findNamed(batch.sequencePackage, sequencesDir)
      : await findTarget(request.target ?? '.', { cwd: input.cwd, sequencesDir, unpackRoot: places.unpacked });
  const ask = request.asJson ? input.err : input.out;
  const operator = new TerminalOperator({ input: process.stdin, ask });
  const resultsDir = request.resultsDir === null ? null : resolve(input.cwd, request.resultsDir);
  const surroundings: RunSurroundings = { batchId: batch?.id ?? NO_BATCH, resultsDir, view, operator, interrupts };
  try {
    const once = () => runTarget(target, { request, input, batch, places, surroundings });
    return request.watch ? await watch(target, once, surroundings) : resultOf(await once(), request, view);
  } finally {
    operator.close();
    // What the package left running in this process ends with it.
    if (request.inspectPort !== undefined) setTimeout(() => process.exit(), LEFTOVER_MS).unref();
  }
}

/** @throws CONFIG_NOT_FOUND, BATCH_NOT_FOUND, CONFIG_INVALID */
function batchOf({ batch: id }: RunRequest, station: StationFile | null): BatchConfig | undefined {
  if (id === undefined) return undefined;
  if (station) return station.batch(id);
  throw new CodedError('CONFIG_NOT_FOUND', `--batch ${id}: there is no config/station.yaml here`);
}

interface Work {
  request: RunRequest;
  input: CommandInput;
  /** Undefined: instruments and parameters are those that were typed. */
  batch: BatchConfig | undefined;
  places: StationPlaces;
  surroundings: RunSurroundings;
}

/** Compiles what is there now, and runs it as often as was asked for. */
async function runTarget({ folder }: RunTarget, work: Work): Promise<Ran[]> {
  const { places } = work;
  const { inspectPort } = work.request;
  const outRoot = inspectPort === undefined ? places.packages : inspectedPackages(places, folder);
  const compiled = await compilePackage({ folder, outRoot });
  if (inspectPort !== undefined) awaitDebugger(inspectPort);
  const lease = compiled.origin === 'installed' ? await holdVersion(places.leases, compiled.hash, 'station run') : null;
  try {
    return await runCompiled(compiled, work);
  } finally {
    await lease?.release();
  }
}

async function runCompiled(compiled: CompiledPackage, work: Work): Promise<Ran[]> {
  const { request, surroundings } = work;
  const { interrupts } = surroundings;
  const executor = await startExecutor(compiled, work);
  const ran: Ran[] = [];
  try {
    const makeOrder = await prepare(compiled, executor, work);
    while (ran.length < request.loop && !interrupts.isStopped && isAllKept(ran))
      ran.push(await runOnce(executor, makeOrder(), surroundings));
  } finally {
    await executor.close();
  }
  return ran;
}

async function startExecutor(
  compiled: CompiledPackage,
  { request, places, surroundings: { batchId } }: Work,
): Promise<PlanExecutor> {
  const parts = { compiled, batchId, places };
  return WorkerExecutor.start(request.inspectPort === undefined ? spawnWorker(parts) : inProcessWorker(parts));
}

/** Resolves the plan once; every execution gets an id of its own. */
async function prepare(
  compiled: CompiledPackage,
  { definition }: PlanExecutor,
  { request, input, batch, places, surroundings: { batchId } }: Work,
): Promise<() => ExecutionOrder> {
  const { manifest } = compiled;
  checkDefinition(manifest, definition);
  const hardware = request.hardwareFile ? await readHardware(request.hardwareFile, input.cwd, manifest) : {};
  const parameters = readParameters(request.parameters, manifest);
  // On the bench of a batch, what the station changes of the package counts as it does there.
  const overrides = batch && (await readOverridesOf(manifest.name, places.overrides));
  const { plan, planHash } = explainMissingSetting(manifest, () =>
    resolvePlan({
      manifest,
      definition,
      compiled,
      batch: {
        ...(batch ?? { parameters: {}, hardware }),
        id: batchId,
        simulation: request.simulate || (batch?.simulation ?? false),
      },
      request: { parameters, mode: 'debug', steps: request.only },
      overrides,
    }),
  );
  const dut = { serialNumber: serialNumberOf(request, manifest) };
  const secrets = planSecrets(plan.hardware, input.env);
  return () => ({ executionId: randomUUID(), plan, planHash, dut, secrets });
}

/** Without one given: the example of the package, where it has a rule. */
function serialNumberOf({ serialNumber: given }: RunRequest, { serialNumber: rule }: Manifest): string {
  const serialNumber = given ?? rule?.example ?? 'TEST-0001';
  if (!rule || new RegExp(`^(?:${rule.pattern})$`, 'u').test(serialNumber)) return serialNumber;
  const example = rule.example === undefined ? '' : `, for example --serial ${rule.example}`;
  throw new CodedError('SERIAL_NUMBER_INVALID', `"${serialNumber}" does not match ${rule.pattern}${example}`);
}

function resultOf(ran: readonly Ran[], request: RunRequest, view: LiveView): CommandResult {
  const statistics = runStatistics(ran.map(({ record }) => record));
  if (ran.length === 0) view.line('stopped before anything was run');
  else if (request.isLoop) view.line(statisticsText(statistics));
  const data = request.isLoop
    ? { ...statistics, executions: ran.map(({ record }) => record) }
    : { execution: ran[0]?.record ?? null };
  return { text: [], data, exitCode: exitOf(ran) };
}

/** Nothing run is a stop. What could not be kept is no PASS and no FAIL. */
function exitOf(ran: readonly Ran[]): number {
  if (ran.length === 0) return verdictExit('ABORTED');
  const { verdict } = runStatistics(ran.map(({ record }) => record));
  return isAllKept(ran) ? verdictExit(verdict) : Math.max(verdictExit(verdict), verdictExit('ERROR'));
}

const isAllKept = (ran: readonly Ran[]): boolean => ran.every(({ isKept }) => isKept);

/** Again at every change, until Ctrl-C; what is wrong with the package is told, and the next change is waited for. */
async function watch(
  target: RunTarget,
  once: () => Promise<Ran[]>,
  { view, interrupts }: RunSurroundings,
): Promise<CommandResult> {
  if (!target.isWatchable) throw new CodedError('USAGE', '--watch needs a package folder: an archive does not change');
  let exitCode: number = verdictExit('ABORTED');
  while (!interrupts.isStopped) {
    const changed = untilChanged(target.folder, interrupts.whenStopped);
    try {
      const ran = await once();
      if (ran.length > 0) exitCode = exitOf(ran);
    } catch (thrown) {
      exitCode = EXIT.notRun;
      view.problem(toErrorData(thrown));
    }
    if (interrupts.isStopped) break;
    view.line(`watching ${target.folder}; Ctrl-C ends`);
    await changed;
  }
  return { text: [], data: {}, exitCode };
}
