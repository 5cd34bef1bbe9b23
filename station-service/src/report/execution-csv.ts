import { type Cell, csvCell } from '@neurohub/contracts/csv-cell';
import type {
  ExecutionRecord,
  Iteration,
  Limit,
  MeasurementRecord,
  PromptRecord,
  StepRecord,
} from '@neurohub/contracts/record';
import type { LocalizedText } from '@neurohub/contracts/vocabulary';

export const LONG_COLUMNS = [
  'serialNumber',
  'executionId',
  'batchId',
  'sequence',
  'version',
  'verdict',
  'acceptedAt',
  'step',
  'group',
  'attempt',
  'status',
  'durationMs',
  'measurement',
  'value',
  'unit',
  'limits',
  'outcome',
  'error',
  // Added at the end, so that the place of a column never changes.
  'turns',
  'waitForOperatorMs',
  'waitForResourceMs',
  'waitForPeersMs',
  'prompts',
  'attachments',
  'mode',
  'simulated',
  'partial',
  'overrides',
  'resumption',
  'restored',
  'errorClass',
  'errorHandling',
  'warnings',
] as const;

/** One row per measurement, and per number made of a series; a step without any has one row. RFC 4180, with a byte-order mark so that Excel reads Korean. */
export function executionCsv(record: ExecutionRecord): string {
  return LONG_HEADER + executionCsvRows(record);
}

export const LONG_HEADER = `\uFEFF${LONG_COLUMNS.join(',')}\r\n`;

/** Without the header. */
export const executionCsvRows = (record: ExecutionRecord): string =>
  longRows(record)
    .map((row) => `${row.map(csvCell).join(',')}\r\n`)
    .join('');

export const longRows = (record: ExecutionRecord): Cell[][] => record.steps.flatMap((step) => stepRows(record, step));

function stepRows(record: ExecutionRecord, step: StepRecord): Cell[][] {
  const measured: (Row | null)[] = step.measurements.length > 0 ? step.measurements.flatMap(rowsOf) : [null];
  return measured.map((row) => [
    record.dut.serialNumber,
    record.id,
    record.batchId,
    record.sequenceName,
    record.sequenceVersion,
    record.verdict,
    record.acceptedAt,
    step.name,
    step.group,
    step.attempt,
    step.status,
    step.durationMs,
    row?.name,
    row?.value,
    row?.unit,
    row?.limits.map(limitText).join(' and '),
    row?.outcome,
    step.error && `${step.error.code}: ${step.error.message}`,
    step.iterations?.map(turnText).join(' / '),
    step.waitForOperatorMs,
    step.waitForResourceMs,
    step.waitForPeersMs,
    step.prompts?.map(promptText).join('; '),
    step.attachments?.map(({ name, sha256 }) => `${name} (${sha256})`).join('; '),
    record.mode,
    record.simulated,
    record.partial,
    record.plan?.overrides?.differs.map(differenceText).join('; '),
    step.resumption,
    step.restore,
    step.errorClass,
    step.errorHandling && `${step.errorHandling.action} (${step.errorHandling.by})`,
    step.warnings?.map(({ message }) => message).join('; '),
  ]);
}

/** Turns are counted from 1, as people do and the screen does. */
const turnText = ({ block, index, value }: Iteration) =>
  `${block} ${index + 1}${value === undefined ? '' : ` (${value})`}`;

function promptText({ message, answer, answeredBy, answeredVia }: PromptRecord): string {
  const by = [answeredBy, answeredVia].filter((part) => part !== undefined).join(', ');
  return `${plainText(message)} = ${answer ?? 'no answer'}${by && ` (${by})`}`;
}

const plainText = (text: LocalizedText) => (typeof text === 'string' ? text : text.en);

type Difference = NonNullable<NonNullable<ExecutionRecord['plan']>['overrides']>['differs'][number];
const differenceText = ({ path, released, effective }: Difference) =>
  `${path}: ${JSON.stringify(released) ?? 'nothing'} -> ${JSON.stringify(effective) ?? 'nothing'}`;

type Row = Pick<MeasurementRecord, 'name' | 'unit' | 'limits' | 'outcome'> & { value: Cell };

function rowsOf(measurement: MeasurementRecord): Row[] {
  const { kind, series, aggregations = [], json, value, valueText } = measurement;
  if (kind === 'json') return [{ ...measurement, value: JSON.stringify(json) }];
  if (!series) return [{ ...measurement, value: valueText ?? value }];
  const made = aggregations.map((one) => ({
    ...one,
    name: `${measurement.name} ${one.kind}(${one.axis})`,
    unit: series.y.find(({ name }) => name === one.axis)?.unit,
    value: one.valueText ?? one.value,
  }));
  return [{ ...measurement, value: `${series.points} points` }, ...made];
}

/** A limit as people write it. What does not decide says so, with what became of it. */
export function limitText(limit: Limit): string {
  const condition = conditionText(limit);
  if (limit.decisive !== false) return condition;
  return `${condition} (not decisive${limit.outcome ? `: ${limit.outcome}` : ''})`;
}

const TOLERANCE_SIGN = { abs: '', percent: ' %', ppm: ' ppm' } as const;

function conditionText(limit: Limit): string {
  switch (limit.op) {
    case 'range':
      return [
        limit.low !== undefined && `${limit.lowExclusive ? '>' : '>='} ${limit.low}`,
        limit.high !== undefined && `${limit.highExclusive ? '<' : '<='} ${limit.high}`,
      ]
        .filter(Boolean)
        .join(' and ');
    case 'outside':
      return `${limit.lowExclusive ? '<' : '<='} ${limit.low} or ${limit.highExclusive ? '>' : '>='} ${limit.high}`;
    case 'nominal':
      return `${limit.nominal} +/- ${limit.tolerance}${TOLERANCE_SIGN[limit.toleranceKind]}`;
    case 'equals':
      return `= ${limit.expected}${anyCase(limit)}`;
    case 'deepEquals':
      return `= ${JSON.stringify(limit.expected)}`;
    case 'notEquals':
      return `<> ${limit.expected}${anyCase(limit)}`;
    case 'regex':
      return `matches /${limit.pattern}/${limit.flags}`;
    case 'oneOf':
      return `one of ${limit.expected.join(' | ')}${anyCase(limit)}`;
    case 'predicate':
      return limit.text;
  }
}

const anyCase = ({ caseSensitive }: { caseSensitive?: false | undefined }) =>
  caseSensitive === false ? ' (any case)' : '';
