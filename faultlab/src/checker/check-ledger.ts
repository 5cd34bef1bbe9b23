/** Compares what has arrived at the backend with what the database says was sent. Pure, and knows nothing of the sender. */
import { isDeepStrictEqual } from 'node:util';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { LedgerEntry } from '../ledger/ledger-file.ts';
import type { Finding } from './check-history.ts';
import type { OutboxRow, StoredExecution, StoredStation } from './station-database.ts';

export interface LedgerOptions {
  /** The sender has had all the time it needs, so that every closed execution has to be there. */
  drained: boolean;
}

/**
 * Each outbox row has at most one effect, exactly one when it is marked as done or all is drained; what has arrived is what is stored;
 * nothing has arrived that nobody sent.
 */
export function checkLedger(
  ledger: readonly LedgerEntry[],
  { executions }: StoredStation,
  { drained }: LedgerOptions,
): Finding[] {
  const effects = Map.groupBy(
    ledger.filter(({ effect }) => effect === 'new'),
    ({ id }) => id,
  );
  const rows = executions.flatMap((execution) => execution.outbox.map((row) => ({ execution, row })));
  const sent = new Set(rows.map(({ row }) => row.id));
  return [
    ...rows.flatMap((outgoing) => checkRow(outgoing, effects.get(outgoing.row.id) ?? [], drained)),
    ...[...effects.keys()]
      .filter((id) => !sent.has(id))
      .map((id): Finding => ({ kind: 'resultUnknown', text: `${id} has arrived, and is in no outbox` })),
    ...ledger
      .filter(({ effect }) => effect === 'conflict')
      .map(({ id }): Finding => ({ kind: 'resultAltered', text: `${id} has arrived with two contents` })),
    ...checkNumbers([...effects.values()].flat()),
  ];
}

function checkRow(
  { execution, row }: { execution: StoredExecution; row: OutboxRow },
  effects: readonly LedgerEntry[],
  drained: boolean,
): Finding[] {
  const { id: executionId } = execution;
  const what = `outbox row ${row.stationSeq}, ${row.state}`;
  const [effect] = effects;
  if (effects.length > 1)
    return [{ kind: 'resultDoubled', executionId, text: `${what}, has ${effects.length} effects` }];
  if (effect) return checkContent(execution, { ...row, effect });
  return drained || row.state === 'done'
    ? [{ kind: 'resultNotSent', executionId, text: `${what}, has not arrived` }]
    : [];
}

function checkContent(
  { id: executionId, verdict, serialNumber, steps }: StoredExecution,
  { stationSeq, effect }: OutboxRow & { effect: LedgerEntry },
): Finding[] {
  const altered = (text: string): Finding[] => [{ kind: 'resultAltered', executionId, text }];
  const payload = effect.payload as ExecutionRecord;
  if (effect.stationSeq !== stationSeq) return altered(`number ${stationSeq} has arrived as ${effect.stationSeq}`);
  if (payload.id !== executionId || payload.dut.serialNumber !== serialNumber)
    return altered(`the result of ${payload.id} has arrived in its place`);
  if (payload.verdict !== verdict) return altered(`${verdict} has arrived as ${payload.verdict}`);
  const stored = steps.map(({ step }) => step);
  return isDeepStrictEqual(payload.steps, stored) ? [] : altered('its steps have arrived with other content');
}

/** The backend orders by the station's numbers. */
function checkNumbers(effects: readonly LedgerEntry[]): Finding[] {
  const byNumber = Map.groupBy(effects, ({ station, stationSeq }) => `${station} ${stationSeq}`);
  return [...byNumber].flatMap(([number, { length }]): Finding[] =>
    length === 1 ? [] : [{ kind: 'resultDoubled', text: `number ${number} belongs to ${length} results` }],
  );
}
