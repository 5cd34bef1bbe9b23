import { isCodedError } from '@neurohub/contracts/errors';
import { expect, it } from 'vitest';
import { parseConfig } from './parse-config.ts';
import { coresOf, usableCores } from './usable-cores.ts';

const parse = (limits: string) =>
  parseConfig(
    `station: { id: s1, name: One }
batches:
  - { id: b1, sequence_package: p, resource_limits: ${limits} }
`,
    { file: 'station.yaml', env: {}, cores: [0, 1] },
  );

function refused(limits: string): string {
  try {
    parse(limits);
  } catch (error) {
    if (isCodedError(error)) return error.message;
    throw error;
  }
  return '';
}

it('limits of a batch are read; what is not given is not limited, but for pauses', () => {
  const text = '{ max_memory_mb: 512, cpu_affinity: [0, 1], priority: low, timeout_sequence: 3600, timeout_step: 300 }';
  expect(parse(text).config.batches[0]?.resourceLimits).toEqual({
    ...{ maxMemoryBytes: 512 * 1024 ** 2, cpuAffinity: [0, 1], priority: 'low' },
    ...{ sequenceMs: 3_600_000, stepMs: 300_000, pauseMs: 3_600_000 },
  });
  const { pauseMs, ...others } = parse('{}').config.batches[0]?.resourceLimits ?? {};
  expect(pauseMs).toBe(3_600_000);
  expect(Object.values(others)).toEqual(Array(5).fill(undefined));
});

it.each([
  ['{ cpu_affinity: [0, 7] }', 'batches[0].resource_limits.cpu_affinity[1]: 7', 'there are: 0, 1'],
  ['{ cpu_affinity: [0, 0] }', 'batches[0].resource_limits.cpu_affinity', 'each core once'],
  ['{ cpu_affinity: [] }', 'batches[0].resource_limits.cpu_affinity', '1'],
  ['{ cpu_affinity: [-1] }', 'batches[0].resource_limits.cpu_affinity[0]: -1', '0'],
  ['{ max_memory_mb: 64 }', 'batches[0].resource_limits.max_memory_mb: 64', '96'],
  ['{ max_memory_mb: 512.5 }', 'batches[0].resource_limits.max_memory_mb: 512.5', 'whole number'],
  ['{ priority: urgent }', 'batches[0].resource_limits.priority: "urgent"', 'normal'],
  ['{ timeout_step: -5 }', 'batches[0].resource_limits.timeout_step: -5', '1'],
  ['{ timeout_sequence: 0 }', 'batches[0].resource_limits.timeout_sequence: 0', '1'],
  ['{ timout_step: 5 }', 'batches[0].resource_limits.timout_step', 'timeout_step'],
])('%s is refused by name, with what is allowed', (limits, path, allowed) => {
  const message = refused(limits);
  expect(message).toContain(path);
  expect(message).toContain(allowed);
});

it('knows the cores of this machine', () => {
  expect(usableCores().length).toBeGreaterThan(0);
  expect(coresOf('0-2,5')).toEqual([0, 1, 2, 5]);
});
