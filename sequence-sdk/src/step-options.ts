import { ERRORS, type ErrorCode } from '@neurohub/contracts/errors';
import type { StepDefinition } from '@neurohub/contracts/record';
import {
  type LocalizedText,
  type OnResume,
  RETRY_POLICIES,
  type RetryPolicy,
  STEP_ERROR_ACTIONS,
  type StepErrorAction,
  type StepGroup,
} from '@neurohub/contracts/vocabulary';

/** When and how often a step is tried again. Each try is recorded; one that actuates is not, unless idempotent or as cleanup. */
export interface RetryOptions {
  /** Further tries after the first: 0 to 100. */
  count: number;
  /** Seconds before the second try. @default 0 */
  delay?: number;
  /** Each further delay is this many times longer: 1 to 10. @default 1 */
  backoff?: number;
  /** Seconds; no delay is longer. */
  maxDelay?: number;
  /**
   * What is tried again: `error` (a fault), `failed` (the product missed a limit), or the code of an error, e.g. `DRIVER_TIMEOUT`.
   * @default ['error']
   */
  on?: readonly ('error' | 'failed' | ErrorCode)[];
  /**
   * Which tries decide. `lastPass`: tried until one passes, the last try decides. `worst`: tried until one passes, the worst decides.
   * `allPass`: every try is made, also after a pass, and every one has to pass. @default lastPass
   */
  policy?: RetryPolicy;
}

/** What {@link step} takes. `Self` is the sequence, for a `condition` that is a function. */
export interface StepOptions<Self = never> {
  /** Place within its group; each step of a group needs its own, and among main steps each block too. */
  order: number;
  /** The block it stands in. `setup` and `cleanup` are then those of the block. */
  in?: string;
  /** Shown to people. @default the name of the method */
  displayName?: LocalizedText;
  /** One or two sentences for people. */
  description?: string;
  /** Seconds until the signal fires; above 0, at most 86 400. @default 60 */
  timeout?: number;
  /** Further tries: how many after one that ended in `error`, or in detail. @default none, or as package or station say about errors */
  retry?: number | RetryOptions;
  /**
   * What is done when it is in `error`, and no try is left. `retry`: it is tried again as often as package or station say (3 times when
   * they do not), then as `fail`. `continue`: the next step runs. `fail`: as after a failed step, `stop_on_fail` says whether the main
   * steps end. `abort`: they end. Cleanup runs after each, and the verdict is ERROR. A cleanup step may only say `retry`.
   * @default as the package says in manifest.yaml, then the batch, then the station in station.yaml; else `abort`
   */
  onError?: StepErrorAction;
  /** Runs before the main steps. */
  setup?: boolean;
  /** Runs at the end, whatever happened before. */
  cleanup?: boolean;
  /** The step is skipped unless this parameter is truthy, or this function returns true. */
  condition?: string | ((self: Self) => boolean);
  /** Moves or powers something: begins only when everything before is stored, and is never tried again unless {@link idempotent}. */
  actuates?: boolean;
  /** Of a step that actuates: running it again, however far it got, leads to the same and harms nothing. It may be tried again. @default false */
  idempotent?: boolean;
  /**
   * What happens when the execution is resumed and nobody knows how far this step got. `rerun`: it is run again. `verify`: {@link verify}
   * is asked. `skip`: it is left out, and the verdict is at least ERROR unless it is `required: false`. `abort`: the main steps end,
   * verdict ERROR. A cleanup step is run again whatever it says here, unless its `verify` finds it done.
   * @default verify when it has `verify`, else abort when it actuates, else rerun
   */
  onResume?: OnResume;
  /**
   * Of a main step: whether a resume that comes through it, in the same turn and block, runs it again before it goes on, because what it
   * had set up is gone (the instruments were made safe): a temperature, a supply that is on. A step that actuates has to say it, true or
   * false; after one that does not, a test is not resumed. Setup steps are always run again. @default false for one that does not actuate
   */
  restore?: boolean;
  /**
   * Undoes what an interrupted attempt of this step may have begun. Called by a resume before the step is run again, left out, or ends
   * the main steps; within the time limit of the step. Has to be harmless where nothing had begun; may be called more than once.
   */
  rollback?: (self: Self) => void | Promise<void>;
  /**
   * Whether an interrupted attempt of this step had done its work. True: the step passes, unless a measurement made here fails it; it is
   * not run again. False: {@link rollback}, then it is run again. Called within the time limit of the step.
   */
  verify?: (self: Self) => boolean | Promise<boolean>;
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
  const check: Check = (ok, problem) => {
    if (!ok) throw new TypeError(`@step "${name}": ${problem}`);
  };
  const { order, timeout = DEFAULT_TIMEOUT_S, actuates = false, condition, maxBlockMs } = options;
  const retry: RetryOptions = typeof options.retry === 'object' ? options.retry : { count: options.retry ?? 0 };
  const group: StepGroup = options.setup ? 'setup' : options.cleanup ? 'cleanup' : 'main';
  check(!(options.setup && options.cleanup), 'setup and cleanup exclude each other');
  check(Number.isFinite(order), `order has to be a number, got ${String(order)}`);
  check(
    timeout > 0 && timeout <= MAX_TIMEOUT_S,
    `timeout is in seconds, above 0 and at most ${MAX_TIMEOUT_S}, got ${timeout}`,
  );
  checkRetry(retry, check);
  check(
    options.restore === undefined || group === 'main',
    'restore is for main steps: setup steps are always run again',
  );
  check(options.onResume !== 'verify' || options.verify !== undefined, "onResume: 'verify' needs a function `verify`");
  check(maxBlockMs === undefined || maxBlockMs > 0, 'maxBlockMs is in milliseconds, above 0');
  check(!(group === 'cleanup' && options.rendezvous), 'a cleanup step never waits for other batches: no rendezvous');
  check(!options.idempotent || actuates, 'idempotent is for steps that actuate: others may be tried again anyhow');
  const isRepeated = retry.count > 0 || options.onError === 'retry';
  check(
    !(actuates && isRepeated && group !== 'cleanup' && !options.idempotent),
    'a step that actuates cannot be retried unless it is idempotent: nobody knows how far the first try got',
  );
  checkOnError(options.onError, group, check);
  return {
    name,
    ...(options.displayName === undefined ? {} : { displayName: options.displayName }),
    ...(options.description === undefined ? {} : { description: options.description }),
    group,
    ...(options.in === undefined ? {} : { blocks: [options.in] }),
    order,
    timeoutMs: timeout * 1000,
    retry: retry.count,
    retryDelayMs: (retry.delay ?? 0) * 1000,
    ...(retry.backoff === undefined ? {} : { retryBackoff: retry.backoff }),
    ...(retry.maxDelay === undefined ? {} : { retryMaxDelayMs: retry.maxDelay * 1000 }),
    ...(retry.on === undefined ? {} : { retryOn: [...retry.on] }),
    ...(retry.policy === undefined ? {} : { retryPolicy: retry.policy }),
    ...(options.retry === undefined ? {} : { retryBy: 'step' as const }),
    ...(options.onError === undefined ? {} : { onError: { action: options.onError, by: 'step' as const } }),
    ...(options.required === false ? { required: false as const } : {}),
    ...names('dependsOn', options.dependsOn),
    ...names('uses', options.uses),
    ...(options.rendezvous === undefined ? {} : { rendezvous: options.rendezvous }),
    ...(condition === undefined ? {} : { condition: typeof condition === 'string' ? condition : 'function' }),
    actuates,
    ...(options.idempotent && { idempotent: true as const }),
    onResume: options.onResume ?? (options.verify ? 'verify' : actuates ? 'abort' : 'rerun'),
    ...(options.restore === undefined ? {} : { restore: options.restore }),
    ...(options.rollback && { rollback: true as const }),
    ...(options.verify && { verify: true as const }),
    ...(maxBlockMs === undefined ? {} : { maxBlockMs }),
  };
}

type Check = (ok: boolean, problem: string) => void;

function checkRetry({ count, delay = 0, backoff = 1, maxDelay, on, policy }: RetryOptions, check: Check): void {
  check(Number.isInteger(count) && count >= 0 && count <= 100, 'retry is a whole number from 0 to 100');
  check(delay >= 0 && delay <= MAX_TIMEOUT_S, 'retry.delay is in seconds, not negative');
  check(backoff >= 1 && backoff <= 10, `retry.backoff is 1 to 10, got ${String(backoff)}`);
  check(
    maxDelay === undefined || (maxDelay > 0 && maxDelay <= MAX_TIMEOUT_S),
    `retry.maxDelay is in seconds, above 0, got ${String(maxDelay)}`,
  );
  check(on === undefined || on.length > 0, 'retry.on names at least one of error, failed, or codes of errors');
  for (const what of on ?? [])
    check(
      what === 'error' || what === 'failed' || Object.hasOwn(ERRORS, what),
      `retry.on: "${String(what)}" is neither error, failed, nor the code of an error`,
    );
  check(
    policy === undefined || RETRY_POLICIES.includes(policy),
    `retry.policy is one of ${RETRY_POLICIES.join(', ')}, got "${String(policy)}"`,
  );
}

function checkOnError(onError: StepErrorAction | undefined, group: StepGroup, check: Check): void {
  if (onError === undefined) return;
  check(
    STEP_ERROR_ACTIONS.includes(onError),
    `onError is one of ${STEP_ERROR_ACTIONS.join(', ')}, got "${String(onError)}"`,
  );
  check(
    group !== 'cleanup' || onError === 'retry',
    'all cleanup steps run, whatever becomes of one: onError can only be retry',
  );
}

const names = <K extends string>(key: K, list: readonly string[] | undefined) =>
  (list === undefined || list.length === 0 ? {} : { [key]: [...list] }) as { [k in K]?: string[] };
