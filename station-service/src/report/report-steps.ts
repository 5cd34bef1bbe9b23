import { limitText } from '@neurohub/contracts/limit-text';
import type { AggregationRecord, Limit, MeasurementRecord, PromptRecord, StepRecord } from '@neurohub/contracts/record';
import type { MeasurementOutcome, StepStatus } from '@neurohub/contracts/vocabulary';
import { inLanguage } from './in-language.ts';
import { marginText } from './margin-text.ts';
import type { ReportMeasurement, ReportStep, Told, Tone } from './report.ts';
import { durationText, localTime, numberText, sizeText } from './report-format.ts';
import type { ReportLanguage, ReportTexts } from './report-texts.ts';

export type PlotOf = (series: NonNullable<MeasurementRecord['series']>) => string | null;

interface Words {
  t: ReportTexts;
  language: ReportLanguage;
  plotOf: PlotOf;
  /** As people call it. */
  blockName: (block: string) => string;
}

/** Tries that a report shows: with loops there may be very many, and nobody reads 500 pages. */
const MOST_TRIES = 1_500;

const STATUS_TONES: Record<StepStatus, Tone> = {
  ...{ passed: 'good', failed: 'bad', error: 'fault', interrupted: 'fault' },
  ...{ aborted: 'quiet', skipped: 'quiet', pending: 'quiet', running: 'quiet' },
};
const OUTCOME_TONES: Record<MeasurementOutcome, Tone> = { PASS: 'good', FAIL: 'bad', ERROR: 'fault', INFO: 'quiet' };

/** Every try, in the order they ended. Of too many, those that did not pass are kept first; how many were left out is told. */
export function reportSteps(steps: readonly StepRecord[], words: Words): { steps: ReportStep[]; note: string | null } {
  const troubled = new Set(steps.filter(({ status }) => status !== 'passed').slice(0, MOST_TRIES));
  const room = MOST_TRIES - troubled.size;
  const others = new Set(steps.filter((step) => !troubled.has(step)).slice(0, room));
  const shown = steps.filter((step) => troubled.has(step) || others.has(step));
  const leftOut = steps.length - shown.length;
  return { steps: shown.map((step) => toStep(step, words)), note: leftOut > 0 ? words.t.leftOut(leftOut) : null };
}

function toStep(step: StepRecord, words: Words): ReportStep {
  const { t, language } = words;
  const name = step.displayName ? inLanguage(step.displayName, language) : step.name;
  const turns = (step.iterations ?? []).map(({ block, index, value }) =>
    t.turn(words.blockName(block), index + 1, value === undefined ? undefined : String(value)),
  );
  const group = step.group === 'main' ? [] : [t.groups[step.group]];
  return {
    name: name.toLowerCase() === step.name.toLowerCase() ? name : `${name} (${step.name})`,
    which: [...group, ...turns, ...(step.attempt > 1 ? [t.attempt(step.attempt)] : [])].join(' · '),
    status: { word: t.statuses[step.status], tone: STATUS_TONES[step.status] },
    time: timeText(step, t),
    remarks: remarksOf(step, t),
    measurements: step.measurements.flatMap((one) => toMeasurements(one, words)),
    prompts: (step.prompts ?? []).map((prompt) => toPrompt(prompt, words)),
    files: (step.attachments ?? []).map(
      ({ name: file, size, sha256 }) => `${file}, ${sizeText(size)}, SHA-256 ${sha256}`,
    ),
  };
}

function timeText(step: StepRecord, t: ReportTexts): string {
  const waits = (
    [
      [t.waitedFor.operator, step.waitForOperatorMs],
      [t.waitedFor.resource, step.waitForResourceMs],
      [t.waitedFor.peers, step.waitForPeersMs],
    ] as const
  ).flatMap(([whom, ms]) => (ms ? [`${whom} ${durationText(ms)}`] : []));
  const began = step.startedAt ? [localTime(step.startedAt)] : [];
  return [
    ...began,
    durationText(step.durationMs),
    ...(waits.length > 0 ? [`${t.waits}: ${waits.join(', ')}`] : []),
  ].join(' · ');
}

function remarksOf(step: StepRecord, t: ReportTexts): string[] {
  return [
    ...(step.error ? [`${step.error.code}: ${step.error.message}`] : []),
    ...(step.errorHandling ? [t.handled(step.errorHandling.action)] : []),
    ...(step.skipReason ? [t.skipped(step.skipReason)] : []),
    ...(step.warnings ?? []).map(({ message }) => t.warning(message)),
    ...(step.restore ? [t.restored] : []),
    ...(step.retriedBy ? [t.retriedBy(step.retriedBy)] : []),
  ];
}

function toPrompt(prompt: PromptRecord, { t, language }: Words): ReportStep['prompts'][number] {
  const { answer, answeredBy, answeredVia, answeredAt, choices, unit } = prompt;
  if (answer === undefined) return { question: inLanguage(prompt.message, language), answer: t.noAnswer };
  const label = choices?.find(({ value }) => value === answer)?.label;
  const said =
    typeof answer === 'boolean' ? (answer ? t.yes : t.no) : label ? inLanguage(label, language) : String(answer);
  const who = [answeredBy && t.answeredBy(answeredBy), answeredVia, answeredAt && localTime(answeredAt)].filter(
    Boolean,
  );
  return {
    question: inLanguage(prompt.message, language),
    answer: `${said}${unit ? ` ${unit}` : ''}${who.length > 0 ? ` (${who.join(', ')})` : ''}`,
  };
}

function toMeasurements(one: MeasurementRecord, words: Words): ReportMeasurement[] {
  const { t } = words;
  const { series, aggregations = [] } = one;
  const row: ReportMeasurement = {
    name: one.name,
    value: withUnit(plainValue(one, t), one.unit),
    limits: limitsText(one.limits, words),
    margin: marginText(one.value, one.limits, one.unit),
    outcome: outcomeOf(one, t),
    plot: null,
  };
  if (!series) return [row];
  const svg = words.plotOf(series);
  const title = t.over(series.y.map(({ name }) => name).join(', '), series.x.name);
  return [
    { ...row, plot: svg ? { title, svg } : null },
    ...aggregations.map((made) => toAggregation(one, made, words)),
  ];
}

function toAggregation(one: MeasurementRecord, made: AggregationRecord, words: Words): ReportMeasurement {
  const unit = one.series?.y.find(({ name }) => name === made.axis)?.unit;
  const value = made.valueText ?? (made.value === null ? '' : numberText(made.value));
  return {
    name: `${one.name}: ${words.t.aggregation(made.kind, made.axis)}`,
    value: withUnit(value, unit),
    limits: limitsText(made.limits, words),
    margin: marginText(made.value, made.limits, unit),
    outcome: outcomeOf(made, words.t),
    plot: null,
  };
}

const withUnit = (value: string, unit: string | undefined) => (unit ? `${value} ${unit}` : value);

function plainValue({ kind, value, valueText, json, series }: MeasurementRecord, t: ReportTexts): string {
  if (kind === 'json') return JSON.stringify(json);
  if (series) return t.points(series.points);
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  return valueText ?? (typeof value === 'number' ? numberText(value) : String(value ?? ''));
}

function limitsText(limits: readonly Limit[], { t }: Words): string {
  return limits
    .map((limit) => `${limitText(limit)}${limit.decisive === false ? ` (${t.notDecisive})` : ''}`)
    .join('; ');
}

function outcomeOf({ outcome, marginal }: Pick<MeasurementRecord, 'outcome' | 'marginal'>, t: ReportTexts): Told {
  const close = marginal ? `, ${t.marginal}` : '';
  return { word: `${t.outcomes[outcome]}${close}`, tone: OUTCOME_TONES[outcome] };
}
