import type { BlockDefinition, Loop } from '@neurohub/contracts/record';
import type { LocalizedText, ScalarValue } from '@neurohub/contracts/vocabulary';

/** Main steps that belong together. Its steps say `in: '<name of the block>'`. */
export interface BlockOptions<Self = never> {
  /** Place among the main steps and blocks of what it stands in. */
  order: number;
  /** Shown to people. @default its name */
  displayName?: LocalizedText;
  /** The block it stands in; at most 5 deep. */
  within?: string;
  /** The block is skipped as a whole unless this parameter is truthy, or this function returns true. One that throws is an error. */
  condition?: string | ((self: Self) => boolean);
  /**
   * Turns of its main steps: a whole number from 0 to 1,000,000, the parameter that holds it, or as long as `while` returns true, which
   * is asked before each turn; being true once more after `max` turns is an error (LOOP_INVALID).
   */
  loop?: number | string | { while: (self: Self) => boolean; max: number };
  /** One turn for each value, at most 10,000: a list, or the parameter that holds them as a comma list. Either this or `loop`. */
  sweep?: readonly ScalarValue[] | string;
  /** Ids of `@hardware` that other batches may share: the block has them to itself from its setup to its cleanup. */
  uses?: readonly string[];
}

const MAX_TURNS = 1_000_000;
const MAX_VALUES = 10_000;

/** Options as written → the block as declared. @throws TypeError naming block and option */
export function toBlockDefinition(name: string, options: BlockOptions): BlockDefinition {
  const check = (ok: boolean, problem: string) => {
    if (!ok) throw new TypeError(`@sequence block "${name}": ${problem}`);
  };
  const { order, displayName, within, condition, uses = [] } = options;
  check(Number.isFinite(order), `order has to be a number, got ${String(order)}`);
  check(options.loop === undefined || options.sweep === undefined, 'loop and sweep exclude each other');
  const loop = toLoop(options, check);
  return {
    name,
    ...(displayName === undefined ? {} : { displayName }),
    order,
    ...(within === undefined ? {} : { within }),
    ...(condition === undefined ? {} : { condition: typeof condition === 'string' ? condition : 'function' }),
    ...(loop === undefined ? {} : { loop }),
    ...(uses.length === 0 ? {} : { uses: [...uses] }),
  };
}

function toLoop({ loop, sweep }: BlockOptions, check: (ok: boolean, problem: string) => void): Loop | undefined {
  if (sweep !== undefined) {
    check(sweep.length <= MAX_VALUES || typeof sweep === 'string', `a sweep has at most ${MAX_VALUES} values`);
    return { kind: 'sweep', values: typeof sweep === 'string' ? sweep : [...sweep] };
  }
  if (loop === undefined) return undefined;
  if (typeof loop === 'string') return { kind: 'count', count: loop };
  const turns = typeof loop === 'number' ? loop : loop.max;
  const [lowest, option] = typeof loop === 'number' ? ([0, 'loop'] as const) : ([1, 'loop.max'] as const);
  check(
    Number.isInteger(turns) && turns >= lowest && turns <= MAX_TURNS,
    `${option} is a whole number from ${lowest} to ${MAX_TURNS}, got ${String(turns)}`,
  );
  return typeof loop === 'number' ? { kind: 'count', count: loop } : { kind: 'while', max: turns };
}
