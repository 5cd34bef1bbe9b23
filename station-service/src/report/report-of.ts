/** What a report tells of an execution. Pure: texts out of a record. */
import type { Alarm, ExecutionRecord, ExecutionSummary } from '@neurohub/contracts/record';
import type { Verdict } from '@neurohub/contracts/vocabulary';
import { inLanguage } from './in-language.ts';
import type { Report, Tone } from './report.ts';
import { reportEvents } from './report-events.ts';
import { durationText, localTime } from './report-format.ts';
import { type PlotOf, reportSteps } from './report-steps.ts';
import { REPORT_TEXTS, type ReportLanguage, type ReportTexts } from './report-texts.ts';

export interface ReportInput {
  record: ExecutionRecord;
  /** Of the station or the batch, that were active while it ran. */
  alarms: readonly Alarm[];
  language: ReportLanguage;
  stationName: string;
  /** ISO. */
  madeAt: string;
  /** The picture of a series of the record; null when its values cannot be had. */
  plotOf: PlotOf;
}

const TONES: Record<Verdict, Tone> = { PASS: 'good', FAIL: 'bad', ERROR: 'fault', ABORTED: 'quiet' };

export function reportOf({ record, alarms, language, stationName, madeAt, plotOf }: ReportInput): Report {
  const t = REPORT_TEXTS[language];
  const { verdict, error, plan } = record;
  const names = new Map(plan?.blocks?.map(({ name, displayName }) => [name, displayName]));
  const blockName = (block: string) => inLanguage(names.get(block) ?? block, language);
  const { steps, note } = reportSteps(record.steps, { t, language, plotOf, blockName });
  return {
    language,
    title: t.title,
    madeAt: t.madeAt(localTime(madeAt), new Intl.DateTimeFormat().resolvedOptions().timeZone),
    station: stationName === record.stationId ? record.stationId : `${stationName} (${record.stationId})`,
    serialNumber: record.dut.serialNumber,
    verdict: verdict
      ? { word: verdict, meaning: t.verdicts[verdict], tone: TONES[verdict] }
      : { word: t.notEnded, meaning: '', tone: 'quiet' },
    cautions: cautionsOf(record, t),
    facts: factsOf(record, t, language),
    error: error ? `${error.code}: ${error.message}` : null,
    events: reportEvents(record, alarms, t),
    steps,
    note: steps.length === 0 ? t.noSteps : note,
  };
}

function cautionsOf(record: ExecutionRecord, t: ReportTexts): string[] {
  const overrides = record.plan?.overrides;
  const shown = (value: unknown) => (value === null || value === undefined ? t.nothing : JSON.stringify(value));
  return [
    ...(record.simulated ? [t.cautions.simulated] : []),
    ...(record.partial ? [t.cautions.partial] : []),
    ...(record.mode === 'debug' ? [t.cautions.debug] : []),
    ...(record.hadFailure && record.verdict !== 'FAIL' ? [t.cautions.hadFailure] : []),
    ...(record.resumptions ? [t.cautions.resumed(record.resumptions)] : []),
    ...(overrides ? [t.cautions.overridden(overrides.reason, overrides.by)] : []),
    ...(overrides?.differs.map((one) => t.differs(one.path, shown(one.released), shown(one.effective))) ?? []),
  ];
}

function factsOf(
  record: ExecutionSummary & ExecutionRecord,
  t: ReportTexts,
  language: ReportLanguage,
): Report['facts'] {
  const { dut, plan } = record;
  const { signedBy } = plan?.sequence ?? {};
  const name = record.sequenceDisplayName && inLanguage(record.sequenceDisplayName, language);
  const facts: [string, string | undefined | null][] = [
    [t.serialNumber, dut.serialNumber],
    [t.partNumber, dut.partNumber],
    [t.revision, dut.revision],
    [t.lot, dut.lot],
    [t.batch, record.batchId],
    [t.operator, record.operator],
    [t.mode, t.modes[record.mode]],
    [t.startedAt, record.startedAt && localTime(record.startedAt)],
    [t.endedAt, record.endedAt && localTime(record.endedAt)],
    [t.duration, record.durationMs === undefined ? null : durationText(record.durationMs)],
    [t.endReason, record.endReason && t.endReasons[record.endReason]],
    [
      t.sequence,
      `${name && name !== record.sequenceName ? `${name} (${record.sequenceName})` : record.sequenceName} ${record.sequenceVersion}`,
    ],
    [t.limits, plan?.limits && t.limitsOf(plan.limits.version, plan.limits.variant)],
    [t.packageHash, record.packageHash],
    [t.signature, plan && (signedBy ? t.signedBy(signedBy) : t.unsigned)],
    [t.execution, record.id],
  ];
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
