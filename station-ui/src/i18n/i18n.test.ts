import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AUDIT_ACTIONS } from '@neurohub/contracts/audit';
import { RECOVERY_ACTIONS } from '@neurohub/contracts/monitor-rest';
import { LOG_EXPORT_FORMATS, LOG_SOURCES } from '@neurohub/contracts/rest';
import {
  BATCH_PROCESS_STATES,
  COMMAND_CATEGORIES,
  EXIT_CLASSES,
  HARDWARE_STATES,
  LOG_LEVELS,
  MANUAL_CAUSES,
  WAITS,
} from '@neurohub/contracts/vocabulary';
import { KIT_STRINGS } from '@neurohub/ui-kit/i18n/kit-strings';
import { mergeStrings, type Strings } from '@neurohub/ui-kit/i18n/merge-strings';
import { differencesOf, flattenStrings, keysNamedIn, missingFrom } from '@neurohub/ui-kit/testing/check-strings';
import { expect, it } from 'vitest';
import { STATION_VERDICTS } from '../features/monitor/store/station-verdict.ts';
import { STRINGS } from './strings.ts';

const pages = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const stringsOf = (page: string, language: string): Strings =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, page, `${language}.json`), 'utf8'));

/** Of all pages together: no two may have the same key. */
const all = {
  en: pages.map(({ name }) => stringsOf(name, 'en')).reduce(mergeStrings, STRINGS.en),
  ko: pages.map(({ name }) => stringsOf(name, 'ko')).reduce(mergeStrings, STRINGS.ko),
};
const english = flattenStrings(mergeStrings(KIT_STRINGS.en, all.en));

it('has the same keys, none empty, with the same values to fill in, in both languages', () => {
  expect(pages.length).toBeGreaterThan(2);
  expect(differencesOf(all)).toEqual([]);
});

it.each([
  ['processHint', BATCH_PROCESS_STATES],
  ['logs.level', LOG_LEVELS],
  ['waited', WAITS],
  ['hardware.state', HARDWARE_STATES],
  ['audit.action', AUDIT_ACTIONS],
  ['logsPage.source', LOG_SOURCES],
  ['logsPage.format', LOG_EXPORT_FORMATS],
  ['manualPage.cause', MANUAL_CAUSES],
  ['manualPage.category', COMMAND_CATEGORIES],
  ['monitor.recovery.exit', EXIT_CLASSES],
  ['monitor.recovery.action', RECOVERY_ACTIONS],
  ['monitor.verdict', STATION_VERDICTS],
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
