import { expect, test } from 'vitest';
import { differencesWords } from './difference-words.ts';
import type { Release } from './override-draft.ts';

const release: Release = {
  steps: [
    {
      ...{ name: 'measure', displayName: { ko: '측정', en: 'Measure' }, group: 'main', order: 1, timeoutMs: 60_000 },
      ...{ retry: 0, retryDelayMs: 0, actuates: false, onResume: 'rerun' },
    },
  ],
  parameters: { volts: { displayName: 'Volts', type: 'float', default: 12, required: false, unit: 'V' } },
  limits: {
    ...{ version: '1.0.0', hash: 'a'.repeat(64), variantParameter: 'board' },
    limits: { 'measure.vcc': { default: [{ op: 'range', low: 4.75, high: 5.25 }] } },
  },
};
const words = (path: string, released: unknown, effective: unknown, language: 'ko' | 'en' = 'en') =>
  differencesWords([{ path, released, effective }], release, language)[0];

test('says what it is about, with the unit', () => {
  expect(words('parameters.volts', 12, 9)).toMatchObject({
    what: 'Volts',
    field: null,
    released: '12 V',
    effective: '9 V',
  });
  expect(words('steps.measure.timeoutMs', 60_000, 1500, 'ko')).toMatchObject({
    ...{ what: '측정', field: 'timeoutMs', released: '60 s', effective: '1.5 s' },
  });
  expect(words('steps.measure.enabled', true, false)).toMatchObject({ field: 'enabled', effective: 'false' });
  expect(
    words('limits.measure.vcc.default', [{ op: 'range', low: 4.75, high: 5.25 }], [{ op: 'range', high: 6 }]),
  ).toMatchObject({
    ...{ what: 'measure.vcc', field: 'variant', variant: 'default', released: '4.75 … 5.25', effective: '≤ 6' },
  });
});

test('a step that was moved is at the how many-th place', () => {
  const [first] = release.steps as [Release['steps'][number]];
  const steps = [first, { ...first, name: 'b', order: 2 }, { ...first, name: 'c', order: 3 }];
  const moved = { path: 'steps.c.order', released: 3, effective: 0 };
  expect(differencesWords([moved], { ...release, steps }, 'en')[0]).toMatchObject({ released: '3', effective: '1' });
});

test('what the release does not know is named as it is written', () => {
  expect(words('steps.gone.retry', null, 1)).toMatchObject({ what: 'gone', released: '–', effective: '1' });
  expect(words('limits.gone.default', null, [])).toMatchObject({ what: 'gone.default', released: '–' });
});
