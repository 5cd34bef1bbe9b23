import path from 'node:path';
import { AUDIT_ACTIONS } from '@neurohub/contracts/audit';
import { BATCH_PROCESS_STATES, HARDWARE_STATES, LOG_LEVELS, WAITS } from '@neurohub/contracts/vocabulary';
import { KIT_STRINGS } from '@neurohub/ui-kit/i18n/kit-strings';
import { mergeStrings } from '@neurohub/ui-kit/i18n/merge-strings';
import { differencesOf, flattenStrings, keysNamedIn, missingFrom } from '@neurohub/ui-kit/testing/check-strings';
import { expect, it } from 'vitest';
import { STRINGS } from './strings.ts';

const english = flattenStrings(mergeStrings(KIT_STRINGS.en, STRINGS.en));

it('has the same keys, none empty, with the same values to fill in, in both languages', () => {
  expect(differencesOf(STRINGS)).toEqual([]);
});

it.each([
  ['processHint', BATCH_PROCESS_STATES],
  ['logs.level', LOG_LEVELS],
  ['waited', WAITS],
  ['hardware.state', HARDWARE_STATES],
  ['audit.action', AUDIT_ACTIONS],
])('has a text for each %s', (prefix, words) => {
  expect(
    missingFrom(
      english,
      [...words].map((word) => `${prefix}.${word}`),
    ),
  ).toEqual([]);
});

it('has every key that the code names', () => {
  const named = keysNamedIn(path.join(import.meta.dirname, '..'));
  expect(named.length).toBeGreaterThan(50);
  expect(missingFrom(english, named)).toEqual([]);
});
