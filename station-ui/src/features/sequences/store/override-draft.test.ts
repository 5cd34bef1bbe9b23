import type { Overrides } from '@neurohub/contracts/overrides';
import type { StepDefinition } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { editDraft } from './edit-draft.ts';
import { draftOf, NO_CHANGES, type Release, readDraft } from './override-draft.ts';

const step = (name: string, order: number): StepDefinition => ({
  ...{ name, group: 'main', order, timeoutMs: 60_000, retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' },
});
const release: Release = {
  steps: [step('first', 1), step('second', 2)],
  parameters: {
    volts: { displayName: 'Volts', type: 'float', default: 12, required: false, min: 7, max: 24 },
    aging: { displayName: 'Aging', type: 'boolean', default: false, required: false },
  },
  limits: {
    ...{ version: '1.0.0', hash: 'a'.repeat(64), variantParameter: 'board' },
    limits: { vcc: { default: [{ op: 'range', low: 4.75, high: 5.25 }], large: [{ op: 'range', high: 12 }] } },
  },
};
const overrides = (changes: Partial<Overrides>): Overrides => ({
  ...{ version: '1.0.0', packageHash: 'a'.repeat(64), reason: 'worn', by: 'kim', at: '2026-01-01T00:00:00.000Z' },
  ...{ steps: {}, limits: {} },
  ...changes,
});

test('what is saved comes back as it was, and what the release does not have is left out', () => {
  const changes = {
    parameters: { volts: 9.5, aging: true },
    steps: { first: { timeoutMs: 1500, retry: 2, order: 1.5 }, second: { enabled: false } },
    limits: { vcc: { large: [{ high: 13 }] } },
  };
  expect(readDraft(draftOf(overrides(changes), release), release)).toEqual({ changes, problems: [] });
  const foreign = overrides({ parameters: { amps: 1 }, steps: { third: { retry: 1 } }, limits: { vdd: {} } });
  expect(draftOf(foreign, release)).toEqual(NO_CHANGES);
  expect(draftOf(null, release)).toEqual(NO_CHANGES);
});

test('what is typed as the release has it is no change', () => {
  const typed = [
    { kind: 'parameter', name: 'volts', text: '12' } as const,
    { kind: 'step', name: 'first', texts: { timeout: '60', retry: '0', enabled: true, order: 1 } } as const,
    limitEdit('low', '4.75'),
  ].reduce(editDraft, NO_CHANGES);
  expect(readDraft(typed, release)).toEqual({ changes: { parameters: {}, steps: {}, limits: {} }, problems: [] });
});

test('fields of one step are changed one after the other, and a decimal point may be a comma', () => {
  const typed = [
    { kind: 'step', name: 'first', texts: { timeout: '0,5' } } as const,
    { kind: 'step', name: 'first', texts: { retry: '3' } } as const,
    limitEdit('low', '4,5'),
  ].reduce(editDraft, NO_CHANGES);
  expect(readDraft(typed, release).changes).toEqual({
    parameters: {},
    steps: { first: { timeoutMs: 500, retry: 3 } },
    limits: { vcc: { default: [{ low: 4.5, high: 5.25 }] } },
  });
});

test('what cannot be read is named at its field, with what is allowed', () => {
  const typed = [
    { kind: 'parameter', name: 'volts', text: '30' } as const,
    { kind: 'step', name: 'first', texts: { timeout: 'soon', retry: '1.5' } } as const,
    { kind: 'step', name: 'second', texts: { timeout: '0', retry: '101' } } as const,
    limitEdit('low', 'x'),
  ].reduce(editDraft, NO_CHANGES);
  const { problems } = readDraft(typed, release);
  expect(problems.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
    'parameters.volts tooHigh',
    'steps.first.timeoutMs number',
    'steps.first.retry whole',
    'steps.second.retry tooHigh',
    'steps.second.timeoutMs tooLow',
    'limits.vcc.default.0.low number',
  ]);
  expect(problems[0]).toMatchObject({ min: 7, max: 24 });
});

test('one limit goes back to the release, and the others stay', () => {
  const both = overrides({ limits: { vcc: { default: { low: 4, high: 6 }, large: { high: 13 } } } });
  const draft = draftOf(both, release);
  const back = editDraft(draft, { kind: 'releaseLimit', name: 'vcc', variant: 'default' });
  expect(readDraft(back, release).changes.limits).toEqual({ vcc: { large: [{ high: 13 }] } });
  const none = editDraft(back, { kind: 'releaseLimit', name: 'vcc', variant: 'large' });
  expect(none).toEqual(NO_CHANGES);
});

function limitEdit(key: 'low' | 'high', text: string) {
  const drafts = [{ limit: { op: 'range', low: 4.75, high: 5.25 } as const, texts: {} }];
  return { kind: 'limit', name: 'vcc', variant: 'default', drafts, index: 0, key, text } as const;
}
