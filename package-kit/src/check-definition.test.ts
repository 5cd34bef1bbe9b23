import { manifestSchema } from '@neurohub/contracts/manifest';
import type { SequenceDefinition, StepDefinition } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { checkDefinition, unusedDeclarations, withManifestTexts } from './check-definition.ts';

const step = (name: string): StepDefinition => ({
  ...{ name, group: 'main', order: 1, timeoutMs: 1000, retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' },
});
const definition = (changes: Partial<SequenceDefinition> = {}): SequenceDefinition => ({
  ...{ name: 'demo', className: 'Demo', steps: [step('measure')], parameters: ['volts'], hardware: ['dmm'] },
  ...changes,
});
const manifest = manifestSchema.parse({
  ...{ name: 'demo', version: '1.0.0', entry_point: { module: 'sequence', class: 'Demo' } },
  hardware: { dmm: { display_name: 'DMM', driver: 'dmm', class: 'Dmm' } },
  parameters: { volts: { display_name: 'Volts', type: 'float', default: 1 } },
  steps: [{ name: 'measure', display_name: { ko: '측정', en: 'Measure' } }, { name: 'mesure' }],
});

test('what the class declares has to be in the manifest, under the same name: all problems at once', () => {
  expect(() => checkDefinition(manifest, definition())).not.toThrow();
  const other = definition({ name: 'other', parameters: ['constructor'], hardware: ['psu'] });
  expect(() => checkDefinition(manifest, other)).toThrow(
    expect.objectContaining({
      code: 'NAME_MISMATCH',
      message: expect.stringMatching(/"other".*"demo".*@parameter constructor.*@hardware psu/s),
    }),
  );
});

test('what only the manifest has is told, a step with the one that was probably meant', () => {
  expect(unusedDeclarations(manifest, definition({ hardware: [] }))).toEqual([
    'manifest.yaml declares "dmm", which the sequence does not use',
    'manifest.yaml has a step "mesure", the class has none; did you mean "measure"?',
  ]);
});

test('a name for people comes from the manifest where the class has none', () => {
  expect(withManifestTexts(definition(), manifest).steps[0]?.displayName).toEqual({ ko: '측정', en: 'Measure' });
  const named = definition({ steps: [{ ...step('measure'), displayName: 'Own' }] });
  expect(withManifestTexts(named, manifest).steps[0]?.displayName).toBe('Own');
});
