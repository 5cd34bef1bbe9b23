/** How long executions of a sequence have taken, for what a screen tells of the time that is left. Every query is bounded. */
import type { ExpectedDurations } from '@neurohub/contracts/rest';
import type Database from 'better-sqlite3';

/** Newest passes that count. */
const MAX_SAMPLES = 50;
/** Rows of steps that are looked at: with loops, one execution may have very many. */
const MAX_STEP_ROWS = 10_000;

export interface DurationQuery {
  sequenceName: string;
  sequenceVersion: string;
  /** Simulated instruments are not as fast as real ones. */
  simulated: boolean;
}

interface Pass {
  id: string;
  duration_ms: number;
}

/** The statements for reading durations. */
export function durationQueries(db: Database.Database) {
  const passes =
    "FROM executions WHERE verdict = 'PASS' AND partial = 0 AND duration_ms IS NOT NULL AND sequence_name = ?";
  const newest = `ORDER BY number DESC LIMIT ${MAX_SAMPLES}`;
  const ofVersion = db.prepare<[string, number, string], Pass>(
    `SELECT id, duration_ms ${passes} AND simulated = ? AND sequence_version = ? ${newest}`,
  );
  const ofSequence = db.prepare<[string, number], Pass>(`SELECT id, duration_ms ${passes} AND simulated = ? ${newest}`);
  const stepsOf = db.prepare<[string, number], { name: string; duration_ms: number }>(
    "SELECT name, duration_ms FROM steps WHERE execution_id = ? AND status = 'passed' LIMIT ?",
  );

  function stepDurations(ids: readonly string[]): Map<string, number[]> {
    const byName = new Map<string, number[]>();
    let left = MAX_STEP_ROWS;
    for (const id of ids) {
      if (left <= 0) break;
      const rows = stepsOf.all(id, left);
      left -= rows.length;
      for (const { name, duration_ms } of rows) push(byName, name, duration_ms);
    }
    return byName;
  }

  return {
    /** From the newest passes of this version, or of the sequence when this version has none; null when that has none either. */
    expectedDurations({ sequenceName, sequenceVersion, simulated }: DurationQuery): ExpectedDurations | null {
      const found = ofVersion.all(sequenceName, Number(simulated), sequenceVersion);
      const samples = found.length > 0 ? found : ofSequence.all(sequenceName, Number(simulated));
      if (samples.length === 0) return null;
      const durations = samples.map(({ duration_ms }) => duration_ms);
      const steps = stepDurations(samples.map(({ id }) => id));
      return {
        execution: {
          medianMs: quantile(durations, 0.5),
          p95Ms: quantile(durations, 0.95),
          samples: samples.length,
        },
        steps: Object.fromEntries([...steps].map(([name, values]) => [name, quantile(values, 0.5)])),
      };
    },
  };
}

function push(byName: Map<string, number[]>, name: string, value: number): void {
  const known = byName.get(name);
  if (known) known.push(value);
  else byName.set(name, [value]);
}

/** The smallest value that is not exceeded by this share of them. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
