import type { StartGateRequest } from '@neurohub/contracts/backend-config';
import type { Redactor } from '@neurohub/contracts/redactor';
import type { WorkerFiles } from '@neurohub/worker-link';
import type { Alarms } from '../core/alarms.ts';
import type { Clock } from '../core/clock.ts';
import type { ServiceEvents } from '../core/events.ts';
import type { HardwareSafety } from '../core/hardware-safety.ts';
import type { Logger } from '../core/logger.ts';
import type { ResourceSampler } from '../core/resource-sampler.ts';
import type { OverridesStore } from '../sequence/overrides-store.ts';
import type { PackageStore } from '../sequence/package-store.ts';
import type { Storage } from '../storage/storage.ts';
import type { StartGateWord } from '../storage/writer-operations.ts';
import type { DutRegistry } from './dut-registry.ts';
import type { SharedResources } from './shared-resources.ts';

/** What a batch needs of the rest of the service. */
export interface BatchDependencies {
  stationId: string;
  storage: Storage;
  packages: PackageStore;
  overrides: OverridesStore;
  events: ServiceEvents;
  duts: DutRegistry;
  shared: SharedResources;
  safety: HardwareSafety;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
  workerFiles: WorkerFiles;
  /** Undefined where the system does not say what a process uses. */
  sampler: Pick<ResourceSampler, 'watch'> | undefined;
  clock: Clock;
  /** A manual session is ended when nothing was asked for so long. */
  readonly manualIdleMs: number;
  log: Logger;
  /** Knows the secrets that must not turn up in what is logged. */
  redactor: Redactor;
  /** @throws DISK_FULL, QUEUE_FULL when an execution must not begin. */
  assertRoom(): Promise<void>;
  /** Asks whoever has to allow tests; undefined: nobody has. @throws START_GATE_REFUSED, START_GATE_UNREACHABLE */
  askStartGate(request: Omit<StartGateRequest, 'stationId'>): Promise<StartGateWord | undefined>;
}
