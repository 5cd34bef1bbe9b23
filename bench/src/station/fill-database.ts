import { DatabaseSync } from 'node:sqlite';

/** Executions with steps and measurements: the newest; statistics look at no older ones. */
const WITH_STEPS = 30_000;
const SECONDS_APART = 30;

/**
 * Makes the database of a stopped station that of one with a past: so many executions, one every 30 seconds, the newest now. One in 12
 * fails, one in 50 is in error; each failed unit is tested again. The triggers that keep what is stored are taken off meanwhile.
 */
export function fillDatabase(file: string, executions: number): void {
  using db = new DatabaseSync(file);
  const triggers = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as {
    name: string;
    sql: string;
  }[];
  db.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN');
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  const first = Math.floor(Date.now() / 1000) - executions * SECONDS_APART;
  const at = (seconds: string) =>
    `strftime('%Y-%m-%dT%H:%M:%fZ', ${first} + i * ${SECONDS_APART} + ${seconds}, 'unixepoch')`;
  const verdict = "CASE WHEN i % 50 = 7 THEN 'ERROR' WHEN i % 12 = 5 THEN 'FAIL' ELSE 'PASS' END";
  // After a failed one comes its retest.
  const serial = "'SN-' || printf('%08d', CASE WHEN i % 12 = 6 THEN i - 1 ELSE i END)";
  const id = "printf('%08x-0000-4000-8000-%012x', i, i)";
  const numbers = (from: number) =>
    `WITH RECURSIVE n (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${executions})`;
  db.exec(`INSERT INTO executions (id, schema_version, station_id, batch_id, epoch, serial_number, lot, operator, mode, sequence_name,
      sequence_version, state, verdict, had_failure, end_reason, accepted_at, started_at, ended_at, duration_ms, step_count)
    ${numbers(1)} SELECT ${id}, 1, 'BENCH', 'b' || (1 + i % 8), 1, ${serial}, 'LOT-' || (i / 5000), 'op' || (i % 7), 'production',
      'pcb_' || (i % 3), '1.0.0', 'completed', ${verdict}, ${verdict} = 'FAIL', 'completed', ${at('0')}, ${at('0.01')}, ${at('20')},
      18000 + i % 4000, 3 FROM n`);
  db.exec(
    `INSERT INTO checkpoints (execution_id, last_seq, step_seq, next_step_index) ${numbers(1)} SELECT ${id}, 4, 3, 3 FROM n`,
  );
  const recent = numbers(Math.max(1, executions - WITH_STEPS));
  db.exec(`INSERT INTO steps (execution_id, name, attempt, step_index, step_group, status, seq, started_at, duration_ms)
    ${recent} SELECT ${id}, 'step_' || s.value, 1, s.value, 'main',
      CASE WHEN s.value = 2 THEN CASE ${verdict} WHEN 'PASS' THEN 'passed' WHEN 'FAIL' THEN 'failed' ELSE 'error' END ELSE 'passed' END,
      s.value + 1, ${at('1')}, 6000 FROM n JOIN json_each('[0,1,2]') AS s`);
  db.exec(`INSERT INTO measurements (execution_id, step_name, attempt, position, name, kind, value, unit, limits_json, outcome, marginal, set_at)
    ${recent} SELECT ${id}, 'step_' || s.value, 1, p.value, 'value_' || p.value, 'number', 5 + (i * 7919 % 1000) / 2500.0, 'V',
      '[{"op":"range","low":4.75,"high":5.45}]', CASE WHEN s.value = 2 AND p.value = 0 AND ${verdict} = 'FAIL' THEN 'FAIL' ELSE 'PASS' END,
      0, ${at('2')} FROM n JOIN json_each('[0,1,2]') AS s JOIN json_each('[0,1,2]') AS p`);
  for (const { sql } of triggers) db.exec(sql);
  db.exec('COMMIT');
}
