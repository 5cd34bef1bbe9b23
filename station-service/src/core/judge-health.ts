/** Whether the station is well, from what is known of it. Pure: who asks gathers the facts. */
import { ALARMS, type AlarmCode } from '@neurohub/contracts/alarms';
import { ERRORS, type ErrorCode, type ErrorData } from '@neurohub/contracts/errors';
import type { Alarm } from '@neurohub/contracts/record';
import type { Health, HealthReason } from '@neurohub/contracts/rest';

export interface HealthFacts {
  alarms: readonly Pick<Alarm, 'code' | 'message' | 'batchId' | 'instrument'>[];
  /** Why nothing can be stored now; null while all is well. */
  storage: Pick<ErrorData, 'code' | 'message'> | null;
  /** How much room there is, as the guard of the disk sees it. */
  disk: { state: 'ok' | 'low' | 'critical' | 'full'; message: string };
  batches: readonly { id: string; error: Pick<ErrorData, 'code' | 'message'> | null }[];
}

/** With these no result is stored, no test begins, or soon none will. */
const UNHEALTHY: ReadonlySet<string> = new Set<AlarmCode | ErrorCode>([
  'STORAGE_FAILING',
  'STORAGE_FAILED',
  'DISK_FULL',
  'DISK_CRITICAL',
]);
const OF_DISK = { low: 'DISK_LOW', critical: 'DISK_CRITICAL', full: 'DISK_FULL' } as const;

/** The gravest reasons first. One matter has one reason, also where an alarm and a batch both know of it. */
export function judgeHealth(facts: HealthFacts): Pick<Health, 'status' | 'reasons'> {
  const all = [...conditionsNow(facts), ...facts.alarms.filter(isOfHealth).map(ofAlarm), ...ofBatches(facts)];
  const known = new Set<string>();
  const reasons = all.filter((reason) => {
    const matter = `${reason.code} ${reason.batchId ?? reason.instrument ?? ''}`;
    return !known.has(matter) && known.add(matter);
  });
  const unhealthy = reasons.filter(({ code }) => UNHEALTHY.has(code));
  const degraded = reasons.filter(({ code }) => !UNHEALTHY.has(code));
  const status = unhealthy.length > 0 ? 'unhealthy' : degraded.length > 0 ? 'degraded' : 'healthy';
  return { status, reasons: [...unhealthy, ...degraded] };
}

/** What keeps a test from beginning, looked at now: alarms are some seconds behind. */
export function conditionsNow({ storage, disk }: Pick<HealthFacts, 'storage' | 'disk'>): HealthReason[] {
  return [
    ...(storage ? [alarmReason('STORAGE_FAILING', `nothing can be stored: ${storage.message}`)] : []),
    ...(disk.state === 'ok' ? [] : [alarmReason(OF_DISK[disk.state], disk.message)]),
  ];
}

/** Conditions, and what happened that nobody can have wanted. What only has to be known, such as a clock that was set, is no illness. */
const isOfHealth = ({ code }: { code: AlarmCode }): boolean =>
  ALARMS[code].priority !== 'low' && (ALARMS[code].until === 'over' || ALARMS[code].priority === 'high');

const alarmReason = (code: AlarmCode, message: string): HealthReason => ({ code, message, next: ALARMS[code].next });

const ofAlarm = ({ code, message, batchId, instrument }: HealthFacts['alarms'][number]): HealthReason => ({
  ...alarmReason(code, message),
  ...(batchId !== undefined && { batchId }),
  ...(instrument !== undefined && { instrument }),
});

const ofBatches = ({ batches }: HealthFacts): HealthReason[] =>
  batches.flatMap(({ id, error }) =>
    error ? [{ code: error.code, message: error.message, next: ERRORS[error.code].next, batchId: id }] : [],
  );
