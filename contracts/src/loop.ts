/** How many turns a block's loop takes: the same answer when a plan is made and when it is run. Free of any library. */
import { CodedError } from './errors.ts';
import type { BlockDefinition, Loop } from './record.ts';
import type { ScalarValue } from './vocabulary.ts';

const MAX_TURNS = 1_000_000;
const MAX_VALUES = 10_000;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** `counted`: so many turns, with a value for each when it is a sweep. `while`: as long as its condition holds, `max` at most. */
export type LoopTurns =
  | { kind: 'counted'; count: number; values?: readonly ScalarValue[] }
  | { kind: 'while'; max: number };

/**
 * The turns of a block's loop; null when it has none. A sweep over a parameter takes its comma list apart: what reads like a number
 * is one.
 * @throws CodedError LOOP_INVALID with block, parameter and value in details
 */
export function loopTurns(
  { name, loop }: Pick<BlockDefinition, 'name' | 'loop'>,
  parameters: Readonly<Record<string, unknown>>,
): LoopTurns | null {
  if (loop === undefined) return null;
  if (loop.kind === 'while') return { kind: 'while', max: loop.max };
  const source = loop.kind === 'count' ? loop.count : loop.values;
  const isParameter = typeof source === 'string';
  const value = isParameter ? (Object.hasOwn(parameters, source) ? parameters[source] : undefined) : source;
  const refuse = (expected: string) => {
    const where = isParameter ? `parameter "${source}"` : 'its loop';
    const text = `block "${name}": ${where} has to be ${expected}, got ${JSON.stringify(value)?.slice(0, 200)}`;
    const details = { block: name, ...(isParameter && { parameter: source }), value };
    return new CodedError('LOOP_INVALID', text, { details });
  };
  if (loop.kind === 'count') {
    if (isTurnCount(value)) return { kind: 'counted', count: value };
    throw refuse(`a whole number from 0 to ${MAX_TURNS}`);
  }
  const values = typeof value === 'string' ? splitList(value) : value;
  if (isValueList(values)) return { kind: 'counted', count: values.length, values };
  throw refuse(`a list of at most ${MAX_VALUES} values`);
}

/** The parameter that holds the turns or the values; undefined when the loop needs none. */
export function loopParameter(loop: Loop | undefined): string | undefined {
  const source = loop?.kind === 'count' ? loop.count : loop?.kind === 'sweep' ? loop.values : undefined;
  return typeof source === 'string' ? source : undefined;
}

const isTurnCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_TURNS;

/** Null when an item is empty. A list without anything in it is empty. */
function splitList(text: string): ScalarValue[] | null {
  if (text.trim() === '') return [];
  const items = text.split(',').map((item) => item.trim());
  return items.includes('') ? null : items.map((item) => (NUMBER.test(item) ? Number(item) : item));
}

function isValueList(values: unknown): values is ScalarValue[] {
  if (!Array.isArray(values) || values.length > MAX_VALUES) return false;
  return values.every((v) => v === null || typeof v === 'string' || typeof v === 'boolean' || Number.isFinite(v));
}
