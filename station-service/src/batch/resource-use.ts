import { availableParallelism } from 'node:os';
import type { ResourceLimits } from '@neurohub/contracts/resource-limits-config';
import type { BatchView } from '@neurohub/contracts/rest';
import type { Alarms } from '../core/alarms.ts';
import type { ResourceSample, ResourceSampler } from '../core/resource-sampler.ts';

type Shown = BatchView['resources'];

export interface ResourceUseParts {
  batchId: string;
  limits: Pick<ResourceLimits, 'maxMemoryBytes' | 'cpuAffinity'>;
  /** Undefined where the system does not say what a process uses. */
  sampler: Pick<ResourceSampler, 'watch'> | undefined;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
  show: (resources: Shown) => void;
  warn: (message: string) => void;
}

export interface UsingProcess {
  pid: number | null;
  /** Has more than it may: everything that is part of it has to end. Called once. */
  onOver: (message: string, pids: readonly number[]) => void;
}

const MB = 1024 ** 2;
const NO_SAMPLES = 'resource_limits.max_memory_mb has no effect: this system does not say what a process uses';
const HIGH_PERCENT = 80;
const LOW_PERCENT = 70;
/** Samples between two announcements. */
const SHOWN_EVERY = 2;
const VISIBLE_BYTES = 8 * MB;
const VISIBLE_CPU_PERCENT = 5;

/** What the process of a batch uses: shown, told when it is nearly all it may have, and ended when it is more. */
export class ResourceUse {
  readonly #parts: ResourceUseParts;
  #shown: Shown = null;
  #sinceShown = 0;
  #isOver = false;
  readonly #warned = new Set<string>();
  #stop: () => void = () => undefined;

  constructor(parts: ResourceUseParts) {
    this.#parts = parts;
  }

  /** A process has begun. */
  begin({ pid, onOver }: UsingProcess): void {
    const { sampler, limits } = this.#parts;
    this.#stop();
    this.#isOver = false;
    if (!sampler && limits.maxMemoryBytes !== undefined) this.warnOnce(NO_SAMPLES);
    if (!sampler || pid === null) return;
    const cores = limits.cpuAffinity?.length ?? availableParallelism();
    this.#stop = sampler.watch(pid, { cores, take: (sample) => this.take(sample, onOver) });
  }

  /** The process has ended. */
  end(): void {
    const { batchId, alarms } = this.#parts;
    this.#stop();
    alarms.clear({ code: 'MEMORY_HIGH', batchId });
    this.#announce(null);
  }

  /** A limit that the system cannot keep: told once, not with each process. */
  warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#parts.warn(message);
  }

  /** Called by the sampler. */
  take({ memoryBytes, cpuPercent, pids }: ResourceSample, onOver: UsingProcess['onOver']): void {
    const { maxMemoryBytes: most } = this.#parts.limits;
    const limited =
      most === undefined ? undefined : { memoryPercent: percentOf(memoryBytes, most), memoryLimitBytes: most };
    this.#sinceShown += 1;
    const resources = { memoryBytes, ...limited, cpuPercent };
    if (this.#sinceShown >= SHOWN_EVERY && isVisible(this.#shown, resources)) this.#announce(resources);
    if (!limited) return;
    this.#tell(limited.memoryPercent, limited.memoryLimitBytes);
    if (limited.memoryPercent < 100 || this.#isOver) return;
    this.#isOver = true;
    const had = `${Math.round(memoryBytes / MB)} MB, and resource_limits.max_memory_mb is ${limited.memoryLimitBytes / MB}`;
    onOver(had, pids);
  }

  #tell(percent: number, most: number): void {
    const { batchId, alarms } = this.#parts;
    if (percent < LOW_PERCENT) alarms.clear({ code: 'MEMORY_HIGH', batchId });
    if (percent < HIGH_PERCENT) return;
    // No figure that changes each time: an alarm that changes is told again.
    const message = `its processes have more than ${HIGH_PERCENT} % of ${most / MB} MB; with all of it they are ended`;
    alarms.raise({ code: 'MEMORY_HIGH', batchId, message });
  }

  #announce(resources: Shown): void {
    if (resources === null && this.#shown === null) return;
    this.#shown = resources;
    this.#sinceShown = 0;
    this.#parts.show(resources);
  }
}

const percentOf = (part: number, whole: number) => Math.floor((part / whole) * 100);

/** Whether a person would see another picture. */
function isVisible(before: Shown, now: NonNullable<Shown>): boolean {
  if (!before) return true;
  return (
    before.memoryPercent !== now.memoryPercent ||
    Math.abs(before.memoryBytes - now.memoryBytes) >= VISIBLE_BYTES ||
    Math.abs(before.cpuPercent - now.cpuPercent) >= VISIBLE_CPU_PERCENT
  );
}
