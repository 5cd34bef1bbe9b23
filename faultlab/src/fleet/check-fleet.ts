/** Compares what NeuroHub has with what the stations have stored. Pure, and knows nothing of sender or receiver. */
import type { StepRecord } from '@neurohub/contracts/record';
import type { Finding } from '../checker/check-history.ts';
import { checkLedger, type LedgerOptions } from '../checker/check-ledger.ts';
import type { StoredStation } from '../checker/station-database.ts';
import type { HubRows, HubTables } from './hub-tables.ts';

/** By id of the station. */
export type Fleet = ReadonlyMap<string, StoredStation>;

/** Every result is there once and as it was stored, with every value and every file, and nothing is there that nobody sent. */
export function checkFleet(hub: HubTables, fleet: Fleet, options: LedgerOptions): Finding[] {
  const byStation = Map.groupBy(hub.ledger, ({ station }) => station);
  const rows = new Map(hub.rows.map((row) => [`${row.station} ${row.id}`, row]));
  return [
    ...[...fleet].flatMap(([station, stored]) => [
      ...stored.damages.map((text): Finding => ({ kind: 'databaseDamaged', text: `${station}: ${text}` })),
      ...checkLedger(byStation.get(station) ?? [], stored, options),
      ...checkRows(station, stored, rows),
      ...(options.drained ? missingFiles(station, stored, hub.contents) : []),
    ]),
    ...[...byStation.keys()]
      .filter((station) => !fleet.has(station))
      .map(
        (station): Finding => ({ kind: 'resultUnknown', text: `results of ${station}, which is no station of ours` }),
      ),
    ...hub.damagedContents.map((name): Finding => ({ kind: 'resultAltered', text: `file ${name} has other bytes` })),
  ];
}

function checkRows(station: string, { executions }: StoredStation, known: ReadonlyMap<string, HubRows>): Finding[] {
  return executions.flatMap(({ id: executionId, outbox, steps }) =>
    outbox.flatMap(({ id }): Finding[] => {
      const row = known.get(`${station} ${id}`);
      if (!row) return [];
      const counts = `${row.results} ${row.records} ${row.steps}`;
      if (counts !== `1 1 ${steps.length}`)
        return [{ kind: 'resultDoubled', executionId, text: `rows of results, records, steps: ${counts}` }];
      const expected = steps.flatMap(({ step }) => valuesOf(step)).sort();
      return expected.join('\n') === row.values.join('\n')
        ? []
        : [{ kind: 'resultAltered', executionId, text: 'its measured values are not those of its record' }];
    }),
  );
}

const valuesOf = ({ name: step, measurements }: StepRecord): string[] =>
  measurements.map(({ name, value, valueText }) => `${step} ${name} ${valueText ?? value ?? ''}`);

function missingFiles(station: string, { executions }: StoredStation, contents: ReadonlySet<string>): Finding[] {
  return executions.flatMap(({ id: executionId, steps }) =>
    steps
      .flatMap(({ step }) => [
        ...(step.attachments ?? []).map(({ sha256 }) => sha256),
        ...step.measurements.flatMap(({ series }) => (series?.stored === 'file' ? [series.hash] : [])),
      ])
      .filter((sha256) => !contents.has(`${station} ${sha256}`))
      .map((sha256): Finding => ({ kind: 'resultNotSent', executionId, text: `file ${sha256} has not arrived whole` })),
  );
}
