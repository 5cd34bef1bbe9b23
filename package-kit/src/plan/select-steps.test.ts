import type { StepDefinition } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { selectSteps } from './select-steps.ts';

const step = (name: string, changes: Partial<StepDefinition> = {}): StepDefinition => ({
  ...{ name, group: 'main', order: 1, timeoutMs: 1000, retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' },
  ...changes,
});
const STEPS = [
  step('prepare', { group: 'setup' }),
  step('powerOn'),
  step('calibrate', { dependsOn: ['powerOn'] }),
  step('heat', { group: 'setup', blocks: ['chamber'], dependsOn: ['calibrate'] }),
  step('soak', { blocks: ['chamber'] }),
  step('inner', { blocks: ['chamber', 'points'] }),
  step('innerOff', { group: 'cleanup', blocks: ['chamber', 'points'] }),
  step('cool', { group: 'cleanup', blocks: ['chamber'] }),
  step('label'),
  step('off', { group: 'cleanup' }),
];
const enabled = (steps: readonly StepDefinition[]) =>
  steps.filter((one) => one.enabled !== false).map(({ name }) => name);

test('a selected step brings setup and cleanup of the sequence along', () => {
  const steps = selectSteps(STEPS, ['label']);
  expect(enabled(steps)).toEqual(['prepare', 'label', 'off']);
  expect(steps[1]).toMatchObject({ name: 'powerOn', enabled: false, disabledBy: 'selection' });
});

test('and those of its blocks, with what they depend on in turn', () => {
  expect(enabled(selectSteps(STEPS, ['soak']))).toEqual(
    ['prepare', 'powerOn', 'calibrate', 'heat', 'soak', 'cool', 'off'], // not those of the inner block
  );
  expect(enabled(selectSteps(STEPS, ['inner']))).toEqual([
    'prepare',
    'powerOn',
    'calibrate',
    'heat',
    'inner',
    'innerOff',
    'cool',
    'off',
  ]);
});

test('what the sequence does not have is refused with what was meant', () => {
  expect(() => selectSteps(STEPS, ['label', 'sok'])).toThrow(
    expect.objectContaining({ code: 'STEP_NOT_FOUND', message: expect.stringContaining('did you mean "soak"') }),
  );
});

test('what overrides disable cannot be selected, nor what needs it', () => {
  const steps = STEPS.map((one) => (one.name === 'powerOn' ? { ...one, enabled: false as const } : one));
  expect(() => selectSteps(steps, ['calibrate'])).toThrow(
    'overrides disable what was selected, or what that needs: powerOn',
  );
  expect(enabled(selectSteps(steps, ['label']))).toContain('label');
});
