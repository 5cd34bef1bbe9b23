/** For what the newest executions that passed have waited. */
import type { WaitFigures } from '@neurohub/contracts/statistics-rest';
import type Database from 'better-sqlite3';
import { countedFilter, type TimedQuery } from './production-queries.ts';

const MOST_EXECUTIONS = 500;

interface WaitRow {
  executions: number;
  operator_ms: number;
  resource_ms: number;
  peers_ms: number;
  paused_ms: number;
}

export function waitQueries(db: Database.Database) {
  const sumOf = (field: string) => `coalesce(sum(json_extract(s.detail_json, '$.${field}')), 0)`;
  return {
    /** Means for one execution; 0 of none. */
    waits(query: TimedQuery): WaitFigures {
      const filter = countedFilter(query).always("verdict = 'PASS'");
      const newest = `SELECT id FROM executions ${filter.where} ORDER BY ended_at DESC LIMIT ${MOST_EXECUTIONS}`;
      const row = db
        .prepare<unknown[], WaitRow>(
          `WITH newest AS MATERIALIZED (${newest})
           SELECT (SELECT count(*) FROM newest) AS executions, ${sumOf('waitForOperatorMs')} AS operator_ms,
             ${sumOf('waitForResourceMs')} AS resource_ms, ${sumOf('waitForPeersMs')} AS peers_ms,
             (SELECT coalesce(sum(paused_ms), 0) FROM pauses WHERE execution_id IN newest) AS paused_ms
           FROM newest JOIN steps AS s ON s.execution_id = newest.id WHERE s.detail_json IS NOT NULL`,
        )
        .get(...filter.values) as WaitRow;
      const mean = (sum: number) => (row.executions === 0 ? 0 : sum / row.executions);
      return {
        executions: row.executions,
        ...{ operatorMs: mean(row.operator_ms), resourceMs: mean(row.resource_ms) },
        ...{ peersMs: mean(row.peers_ms), pausedMs: mean(row.paused_ms) },
      };
    },
  };
}
