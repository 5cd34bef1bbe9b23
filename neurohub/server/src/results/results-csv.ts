import { type Cell, csvCell } from '@neurohub/contracts/csv-cell';
import type { HubResult } from '@neurohub/contracts/hub-results';
import type { ResultFilter } from './result-filter.ts';
import type { Results } from './results.ts';

/** Name and content of each column. New ones are added at the end, so that the place of a column never changes. */
const COLUMNS: readonly [string, (result: HubResult) => Cell][] = [
  ['serialNumber', ({ dut }) => dut.serialNumber],
  ['verdict', ({ verdict }) => verdict],
  ['stationId', ({ stationId }) => stationId],
  ['batchId', ({ batchId }) => batchId],
  ['sequence', ({ sequenceName }) => sequenceName],
  ['version', ({ sequenceVersion }) => sequenceVersion],
  ['acceptedAt', ({ acceptedAt }) => acceptedAt],
  ['endedAt', ({ endedAt }) => endedAt],
  ['durationMs', ({ durationMs }) => durationMs],
  ['endReason', ({ endReason }) => endReason],
  ['hadFailure', ({ hadFailure }) => hadFailure],
  ['error', ({ error }) => error && `${error.code}: ${error.message}`],
  ['partNumber', ({ dut }) => dut.partNumber],
  ['revision', ({ dut }) => dut.revision],
  ['lot', ({ dut }) => dut.lot],
  ['operator', ({ operator }) => operator],
  ['mode', ({ mode }) => mode],
  ['simulated', ({ simulated }) => simulated],
  ['partial', ({ partial }) => partial],
  ['overridden', ({ overridden }) => overridden],
  ['receivedAt', ({ receivedAt }) => receivedAt],
  ['resultId', ({ resultId }) => resultId],
  ['executionId', ({ id }) => id],
  ['stationSeq', ({ stationSeq }) => stationSeq],
];

/** With a byte-order mark, so that Excel reads Korean. */
export const csvHead = `\uFEFF${COLUMNS.map(([name]) => name).join(',')}\r\n`;
export const csvLine = (result: HubResult): string =>
  `${COLUMNS.map(([, content]) => csvCell(content(result))).join(',')}\r\n`;

const PAGE = 500;

/** The whole list, a page in memory at a time. */
export async function* resultsCsv(results: Results, filter: ResultFilter): AsyncGenerator<string> {
  yield csvHead;
  for (let after: Parameters<Results['page']>[1]['after'] = null; ; ) {
    const { items, next } = await results.page(filter, { limit: PAGE, after });
    yield items.map(csvLine).join('');
    if (!next) return;
    after = next;
  }
}
