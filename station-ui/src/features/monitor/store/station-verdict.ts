/** What is the matter with the station, in one sentence, and where it is put right. Pure. */
import { ALARMS } from '@neurohub/contracts/alarms';
import type { Alarm } from '@neurohub/contracts/record';
import type { Health, HealthReason } from '@neurohub/contracts/rest';
import { batchHref, pageHref } from '../../../lib/hash-route.ts';

export const STATION_VERDICTS = ['unknown', 'well', 'look', 'act'] as const;
/** `look`: somebody should look, testing goes on. `act`: no test begins, or no result is kept. */
export type StationVerdict = (typeof STATION_VERDICTS)[number];

const OF_STATUS = { healthy: 'well', degraded: 'look', unhealthy: 'act' } as const;

export interface Judged {
  readonly verdict: StationVerdict;
  /** The gravest first. */
  readonly matters: readonly HealthReason[];
}

/** What is not known any more is not well; and nothing is while an alarm is active, seen or not. */
export function judge(health: Health | null, alarms: readonly Alarm[], isStale: boolean): Judged {
  const reasons = health?.reasons ?? [];
  const isTold = ({ code, batchId, instrument }: Alarm) =>
    reasons.some((told) => told.code === code && told.batchId === batchId && told.instrument === instrument);
  const matters = [...reasons, ...alarms.filter((alarm) => !isTold(alarm)).map(ofAlarm)];
  if (health === null || isStale) return { verdict: 'unknown', matters };
  const verdict = OF_STATUS[health.status];
  return { verdict: verdict === 'well' && matters.length > 0 ? 'look' : verdict, matters };
}

const ofAlarm = ({ code, message, batchId, instrument }: Alarm): HealthReason => ({
  ...{ code, message, next: ALARMS[code].next },
  ...(batchId !== undefined && { batchId }),
  ...(instrument !== undefined && { instrument }),
});

const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^(BACKEND|RESULTS_QUARANTINED|RESULT_CONFLICT|STATION_CLONED|QUEUE|PACKAGE_REFUSED)/, 'neurohub'],
  [/^(CONFIG|CERTIFICATE|BACKUP)/, 'settings'],
];

/** The page on which somebody can do something about it. */
export function placeOf({ code, batchId }: Pick<HealthReason, 'code' | 'batchId'>): string | null {
  if (batchId !== undefined) return batchHref(batchId);
  const [, page] = PAGES.find(([pattern]) => pattern.test(code)) ?? [];
  return page === undefined ? null : pageHref(page);
}
