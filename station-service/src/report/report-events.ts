import type { Alarm, ExecutionRecord } from '@neurohub/contracts/record';
import type { Report } from './report.ts';
import { durationText, localTime } from './report-format.ts';
import type { ReportTexts } from './report-texts.ts';

type Event = Report['events'][number];

/** What came between: by the time it began. */
export function reportEvents(record: ExecutionRecord, alarms: readonly Alarm[], t: ReportTexts): Event[] {
  const events = [
    ...(record.interruptions ?? []).map(({ at, error, resumedAt, resumedBy }) => {
      const went = resumedAt ? t.resumedAt(localTime(resumedAt), resumedBy) : t.notResumed;
      return { at, text: `${t.interrupted(error.message)}; ${went}` };
    }),
    ...(record.pauses ?? []).map(({ at, by, pausedMs }) => {
      const lasted = pausedMs === undefined ? [] : [t.pausedFor(durationText(pausedMs))];
      return { at, text: [t.paused(by), ...lasted].join(', ') };
    }),
    ...(record.hardwareLosses ?? []).map(({ at, hardware, error, lostMs }) => {
      const back = lostMs === undefined ? t.notBack : t.lostFor(durationText(lostMs));
      return { at, text: `${t.lost(hardware, error.message)}; ${back}` };
    }),
    ...alarms.map(({ raisedAt, message }) => ({ at: raisedAt, text: t.alarm(message) })),
  ];
  return events.sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ at, text }) => ({ at: localTime(at), text }));
}
