import path from 'node:path';
import { ALARM_CODES } from '@neurohub/contracts/alarms';
import { ROLES } from '@neurohub/contracts/auth';
import type { ErrorCode } from '@neurohub/contracts/errors';
import { REMOTE_START_OUTCOMES } from '@neurohub/contracts/hub-live';
import { DEPLOYMENT_STATES } from '@neurohub/contracts/hub-registry';
import { HUB_AUDIT_ACTIONS, STATION_CONCERNS } from '@neurohub/contracts/hub-rest';
import { BATCH_PROCESS_STATES, WAITS } from '@neurohub/contracts/vocabulary';
import { KIT_STRINGS } from '@neurohub/ui-kit/i18n/kit-strings';
import { mergeStrings } from '@neurohub/ui-kit/i18n/merge-strings';
import { differencesOf, flattenStrings, keysNamedIn, missingFrom } from '@neurohub/ui-kit/testing/check-strings';
import { expect, it } from 'vitest';
import { PAGES } from '../lib/hash-route.ts';
import { PERIODS } from '../lib/result-filter.ts';
import { STRINGS } from './strings.ts';

const english = flattenStrings(mergeStrings(KIT_STRINGS.en, STRINGS.en));

it('has the same keys, none empty, with the same values to fill in, in both languages', () => {
  expect(differencesOf(STRINGS)).toEqual([]);
});

it.each([
  ['nav', PAGES],
  ['filter.periods', PERIODS],
  ['signIn.role', ROLES],
  ['people.roleMeans', ROLES],
  ['floor.waiting', WAITS],
  ['processState', BATCH_PROCESS_STATES],
  ['remoteStart.outcome', REMOTE_START_OUTCOMES],
  ['packages.states', DEPLOYMENT_STATES],
  ['stations.concern', STATION_CONCERNS],
  ['stations.concernNext', STATION_CONCERNS],
  ['audit.action', HUB_AUDIT_ACTIONS],
])('has a text for each %s', (prefix, words) => {
  expect(
    missingFrom(
      english,
      [...words].map((word) => `${prefix}.${word}`),
    ),
  ).toEqual([]);
});

it('has a title for each alarm of a station', () => {
  expect(
    missingFrom(
      english,
      ALARM_CODES.map((code) => `alarm.code.${code}.title`),
    ),
  ).toEqual([]);
});

it('has a text for each error that a person meets here', () => {
  const met: ErrorCode[] = [
    ...([
      'NOT_SIGNED_IN',
      'SIGN_IN_FAILED',
      'TOO_MANY_ATTEMPTS',
      'NOT_ALLOWED',
      'LAST_ADMIN',
      'USER_NOT_FOUND',
    ] as const),
    ...(['STATION_NOT_FOUND', 'STATION_NOT_CONNECTED', 'RESULT_NOT_FOUND', 'CONTENT_NOT_FOUND'] as const),
    ...(['VERSION_NOT_FOUND', 'VERSION_WITHDRAWN', 'DOWNGRADE_REFUSED', 'DEPLOYMENT_NOT_FOUND'] as const),
    ...(['ARCHIVE_INVALID', 'SIGNATURE_INVALID', 'UPLOAD_BUSY', 'PAYLOAD_TOO_LARGE', 'ALREADY_EXISTS'] as const),
  ];
  expect(
    missingFrom(
      english,
      met.flatMap((code) => [`error.${code}.title`, `error.${code}.next`]),
    ),
  ).toEqual([]);
});

it('has every key that the code names', () => {
  const named = keysNamedIn(path.join(import.meta.dirname, '..'));
  expect(named.length).toBeGreaterThan(100);
  expect(missingFrom(english, named)).toEqual([]);
});
