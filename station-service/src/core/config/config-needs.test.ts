import { stationConfigSchema } from '@neurohub/contracts/config';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { NEEDS_OF, needOf } from './config-needs.ts';

interface Schema {
  properties?: Record<string, Schema>;
}

test('somebody has decided for every key of station.yaml what a change of it needs', () => {
  const { properties = {} } = z.toJSONSchema(stationConfigSchema, { io: 'input', unrepresentable: 'any' }) as Schema;
  const keys = Object.entries(properties).flatMap(([section, schema]) =>
    schema.properties ? Object.keys(schema.properties).map((key) => `${section}.${key}`) : [section],
  );
  expect(Object.keys(NEEDS_OF).toSorted()).toEqual(keys.toSorted());
});

test('what nobody knows needs a restart, and a batch its rest', () => {
  expect(needOf(['nothing', 'known'])).toBe('restart');
  expect(needOf(['batches', 'b1', 'hardware', 'dmm', 'port'])).toBe('idle');
  expect(needOf(['logging', 'level'])).toBe('live');
});
