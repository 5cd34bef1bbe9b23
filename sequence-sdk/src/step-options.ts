import type { StepDefinition } from '@neurohub/contracts/record';
import type { LocalizedText, OnResume, StepGroup } from '@neurohub/contracts/vocabulary';

export interface StepOptions<Self = never> {
  /** Place within its group; each step of a group needs its own. */
  order: number;
  displayName?: LocalizedText;
  description?: string;
  /** Seconds until the signal fires; above 0, at most 86 400. @default 60 */
  timeout?: number;
  /** Further tries after one that ended in `error`; a failed one is never tried again. `delay` in seconds. @default 0 */
  retry?: number | { count: number; delay?: number };
  /** Runs before the main steps. */
  setup?: boolean;
  /** Runs at the end, whatever happened before. */
  cleanup?: boolean;
  /** The step is skipped unless this parameter is truthy, or this function returns true. */
  condition?: string | ((self: Self) => boolean);
  /** Moves or powers something: begins only when everything before is stored, and is never tried again. */
  actuates?: boolean;
  /** What happens when the execution is resumed and nobody knows how far this step got. @default rerun, abort when it actuates */
  onResume?: OnResume;
  /** Milliseconds it may legally block the event loop. */
  maxBlockMs?: number;
  /**
   * Ids of `@hardware` that other batches may share: the step has them to itself while it runs. The wait for them is recorded and
   * outside of `timeout`; a cleanup step waits no longer than its `timeout`. In a block that `uses` hardware, only hardware of the block.
   */
  uses?: readonly string[];
  /** Name of a rendezvous of station.yaml: it begins together with the same step of other batches. Not for cleanup steps. */
  rendezvous?: string;
  /** Steps that have to run when somebody selects this one alone. */
  dependsOn?: readonly string[];
  /** False: a production execution may do without it. When it runs and fails, it fails like any other. @default true */
  required?: boolean;
}

const DEFAULT_TIMEOUT_S = 60;
const MAX_TIMEOUT_S = 86_400;

/** Options as written → the step as declared. @throws TypeError naming step and option */
export function toStepDefinition(name: string, options: StepOptions): StepDefinition {
  const check = (ok: boolean, problem: string) => {
    if (!ok) throw new TypeError(`@step "${name}": ${problem}`);
  };
  const { order, timeout = DEFAULT_TIMEOUT_S, actuates = false, condition, maxBlockMs } = options;
  const retry = typeof options.retry === 'object' ? options.retry : { count: options.retry ?? 0 };
  const group: StepGroup = options.setup ? 'setup' : options.cleanup ? 'cleanup' : 'main';
  check(!(options.setup && options.cleanup), 'setup and cleanup exclude each other');
  check(Number.isFinite(order), `order has to be a number, got ${String(order)}`);
  check(
    timeout > 0 && timeout <= MAX_TIMEOUT_S,
    `timeout is in seconds, above 0 and at most ${MAX_TIMEOUT_S}, got ${timeout}`,
  );
  check(
    Number.isInteger(retry.count) && retry.count >= 0 && retry.count <= 100,
    'retry is a whole number from 0 to 100',
  );
  check((retry.delay ?? 0) >= 0 && (retry.delay ?? 0) <= MAX_TIMEOUT_S, 'retry.delay is in seconds, not negative');
  check(maxBlockMs === undefined || maxBlockMs > 0, 'maxBlockMs is in milliseconds, above 0');
  check(!(group === 'cleanup' && options.rendezvous), 'a cleanup step never waits for other batches: no rendezvous');
  check(
    !(actuates && retry.count > 0 && group !== 'cleanup'),
    'a step that actuates cannot be retried: nobody knows how far the first try got',
  );
  return {
    name,
    ...(options.displayName === undefined ? {} : { displayName: options.displayName }),
    ...(options.description === undefined ? {} : { description: options.description }),
    group,
    order,
    timeoutMs: timeout * 1000,
    retry: retry.count,
    retryDelayMs: (retry.delay ?? 0) * 1000,
    ...(options.required === false ? { required: false as const } : {}),
    ...names('dependsOn', options.dependsOn),
    ...names('uses', options.uses),
    ...(options.rendezvous === undefined ? {} : { rendezvous: options.rendezvous }),
    ...(condition === undefined ? {} : { condition: typeof condition === 'string' ? condition : 'function' }),
    actuates,
    onResume: options.onResume ?? (actuates ? 'abort' : 'rerun'),
    ...(maxBlockMs === undefined ? {} : { maxBlockMs }),
  };
}

const names = <K extends string>(key: K, list: readonly string[] | undefined) =>
  (list === undefined || list.length === 0 ? {} : { [key]: [...list] }) as { [k in K]?: string[] };
