import { KEYS_OF } from '@neurohub/contracts/limits';
import type { JsonSchema } from './json-schema.ts';

const number = { type: 'number' } as const;
const flag = { type: 'boolean' } as const;
const scalar = { type: ['string', 'number', 'boolean'] } satisfies object;

/** What the value of each key can be, as far as an editor should know. */
const VALUES: Readonly<Record<string, object>> = {
  ...{ low: number, high: number, marginalLow: number, marginalHigh: number },
  ...{ lowExclusive: flag, highExclusive: flag, caseSensitive: flag },
  ...{ nominal: number, tolerance: number, tolerancePercent: number, tolerancePpm: number, marginalTolerance: number },
  equals: { description: 'a text, number or boolean; anything else is for JSON' },
  notEquals: scalar,
  oneOf: { type: 'array', items: { type: ['string', 'number'] }, minItems: 1 },
  matches: { type: 'string', description: 'a regular expression' },
};
/** Code; it has no place in a file. */
const ONLY_IN_CODE = ['predicate', 'text'];

/** One limit as limits.yaml has it: any kind, and the comparisons of TestStand. */
export function limitSchema(): JsonSchema {
  const bounds = ['low', 'high', 'lowExclusive', 'highExclusive'];
  const zone = { type: 'object', properties: propertiesOf(bounds), additionalProperties: false };
  const keys = [...new Set(Object.values(KEYS_OF).flat())].filter(
    (key) => key !== 'outside' && !ONLY_IN_CODE.includes(key),
  );
  return {
    type: 'object',
    properties: {
      ...propertiesOf(keys),
      outside: zone,
      comparison: { type: 'string', description: 'of TestStand: EQ, NE, EQT, GT, GE, LT, LE, GTLT, …' },
      expected: scalar,
      decisive: { type: 'boolean', description: 'false: a miss is recorded and never fails' },
    },
    additionalProperties: false,
  } as unknown as JsonSchema;
}

function propertiesOf(keys: readonly string[]) {
  return Object.fromEntries(
    keys.map((key) => {
      const value = VALUES[key];
      if (!value) throw new Error(`limit-schema.ts does not know what "${key}" can be`);
      return [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value];
    }),
  );
}
