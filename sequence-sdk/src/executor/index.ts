/** For worker, cli and test kit: runs a sequence, whoever hosts it. */

export { type Judgement, judge } from '../limits/judge.ts';
export { describeCommands } from '../manual/command.ts';
export type { LoopTurn, MeasureOptions, StepContext } from '../step-context.ts';
export type { Arming } from './arming.ts';
export { type ColdStop, coldStop } from './cold-stop.ts';
export { DecoratedSequenceHost, type DecoratedSequenceHostOptions } from './decorated-sequence-host.ts';
export { describeError } from './describe-error.ts';
export { describeSequence, type SequenceClass } from './describe-sequence.ts';
export { DriverPool } from './driver-pool.ts';
export type { InstrumentAccess } from './driver-set.ts';
export { Execution, type ExecutionOptions, type ExecutionResult } from './execution.ts';
export type {
  Clock,
  ExecutionTelemetry,
  Lease,
  Recorder,
  ResourceRequest,
  Resources,
  TelemetrySink,
} from './execution-ports.ts';
export { systemClock } from './execution-ports.ts';
export { GRACE_MS } from './interruptible-task.ts';
export { type DriverEnvironment, type DriverFactory, ManagedDriver } from './managed-driver.ts';
export { type ManualCall, ManualDrivers, type ManualEnvironment } from './manual-drivers.ts';
export { PackageImages } from './package-images.ts';
export type { Asker } from './pause-gate.ts';
export type { AnswerSource, AskedWhere, FindImage, GivenAnswer } from './prompt-ports.ts';
export type {
  BlockQuestion,
  CloseFailure,
  CloseReport,
  HardwareConfig,
  HardwareDoubt,
  HardwareStatusDetails,
  HardwareTraffic,
  HostEnvironment,
  SequenceHost,
} from './sequence-host.ts';
export { simulateHost } from './simulated-host.ts';
export { type PlannedSimulator, SimulatorSet } from './simulator-set.ts';
export type { StopReason, VerdictSummary } from './verdict-tracker.ts';
