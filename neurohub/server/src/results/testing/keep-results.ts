/** For tests: results as they are after their arrival, made from little. */
import { createHash, randomUUID } from 'node:crypto';
import type { ExecutionRecord, ExecutionSummary } from '@neurohub/contracts/record';
import type { Pool } from 'pg';

export type SomeResult = Partial<Omit<ExecutionRecord, 'dut'>> & {
  resultId?: string;
  stationSeq?: number;
  serialNumber?: string;
  lot?: string;
  partNumber?: string;
};

export interface KeptResult {
  resultId: string;
  stationSeq: number;
  record: ExecutionRecord;
}

let lastSeq = 0;

export function someResult(given: SomeResult = {}): KeptResult {
  const { resultId = randomUUID(), serialNumber = 'SN-1', lot, partNumber, ...rest } = given;
  lastSeq += 1;
  const { stationSeq = lastSeq, ...changes } = rest;
  const endedAt = changes.endedAt ?? '2026-02-03T04:05:06.789Z';
  const summary: ExecutionSummary = {
    ...{ schemaVersion: 1, id: randomUUID(), stationId: 'S1', batchId: 'b1', mode: 'production' },
    dut: { serialNumber, ...(partNumber !== undefined && { partNumber }), ...(lot !== undefined && { lot }) },
    ...{ simulated: false, partial: false, overridden: false, sequenceName: 'pcb', sequenceVersion: '1.0.0' },
    ...{ state: 'completed', verdict: 'PASS', hadFailure: false, endReason: 'completed' },
    ...{ acceptedAt: endedAt, startedAt: endedAt, endedAt, durationMs: 1000, stepCount: 1, lastSeq: 3, droppedLogs: 0 },
  };
  return { resultId, stationSeq, record: { ...summary, steps: [], ...changes } };
}

/** In one statement for each table, as they arrive together. */
export async function keepResults(pool: Pool, results: readonly KeptResult[]): Promise<void> {
  for (const month of new Set(results.map(({ record }) => record.endedAt?.slice(0, 7))))
    await pool.query('SELECT make_month($1)', [`${month}-15T00:00:00Z`]);
  await pool.query(
    `INSERT INTO results (station_id, at, id, station_seq, received_at, execution_id, batch_id, serial_number, part_number, lot,
       sequence_name, sequence_version, mode, simulated, partial, verdict, had_failure, end_reason, duration_ms, summary)
     SELECT r->>'stationId', (r->>'endedAt')::timestamptz, (x->>'resultId')::uuid, (x->>'stationSeq')::bigint, now(), (r->>'id')::uuid,
       r->>'batchId', r->'dut'->>'serialNumber', r->'dut'->>'partNumber', r->'dut'->>'lot', r->>'sequenceName', r->>'sequenceVersion',
       r->>'mode', (r->>'simulated')::boolean, (r->>'partial')::boolean, r->>'verdict', (r->>'hadFailure')::boolean, r->>'endReason',
       (r->>'durationMs')::float8, (r::jsonb - 'steps')::json
     FROM json_array_elements($1::json) AS x, LATERAL (SELECT x->'record') AS one (r)`,
    [JSON.stringify(results)],
  );
  const kept = results.map(({ record, ...rest }) => {
    const payload = JSON.stringify(record);
    const sha256 = createHash('sha256').update(payload).digest('hex');
    return { ...rest, payload, sha256, stationId: record.stationId, at: record.endedAt, executionId: record.id };
  });
  await pool.query(
    `WITH kept AS (SELECT * FROM json_to_recordset($1::json) AS x ("stationId" text, at timestamptz, "resultId" uuid, "stationSeq" bigint,
       "executionId" uuid, payload text, sha256 text)),
     noted AS (INSERT INTO ledger (station_id, id, station_seq, sha256, execution_id, at)
       SELECT "stationId", "resultId", "stationSeq", decode(sha256, 'hex'), "executionId", at FROM kept),
     counted AS (INSERT INTO arrivals SELECT "stationId", count(*), max("stationSeq"), now() FROM kept GROUP BY 1
       ON CONFLICT (station_id) DO NOTHING)
     INSERT INTO records SELECT "stationId", at, "resultId", payload FROM kept`,
    [JSON.stringify(kept)],
  );
}
