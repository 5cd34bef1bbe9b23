/** Owner of the table `alarms`: what was the matter with the station, and who has seen it. */
import type { Alarm } from '@neurohub/contracts/record';
import type { AlarmsPage } from '@neurohub/contracts/rest';
import type Database from 'better-sqlite3';
import { cutPage, decodeCursor } from './page-cursor.ts';

export type AlarmsTable = ReturnType<typeof alarmsTable>;

export interface AlarmsQuery {
  state: 'active' | 'all';
  limit: number;
  cursor?: string | undefined;
}

interface AlarmRow {
  number: number;
  alarm_json: string;
}

/** What an alarm is about: of one code and subject there is at most one active. */
export const subjectOf = ({ batchId, instrument }: Pick<Alarm, 'batchId' | 'instrument'>) =>
  instrument ?? batchId ?? '';

/** The statements of the table, prepared once for a connection. */
export function alarmsTable(db: Database.Database) {
  const save = db.prepare(`INSERT INTO alarms (id, code, subject, cleared_at, alarm_json) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET cleared_at = excluded.cleared_at, alarm_json = excluded.alarm_json`);
  return {
    /** As it is now; may be called again with a later state. */
    save: (alarm: Alarm) =>
      void save.run(alarm.id, alarm.code, subjectOf(alarm), alarm.clearedAt ?? null, JSON.stringify(alarm)),
  };
}

export function alarmQueries(db: Database.Database) {
  const before = (where: string) =>
    db.prepare<[number, number], AlarmRow>(
      `SELECT number, alarm_json FROM alarms WHERE number < ? ${where} ORDER BY number DESC LIMIT ?`,
    );
  const during = db
    .prepare<[string, string], string>(
      `SELECT alarm_json FROM alarms WHERE json_extract(alarm_json, '$.raisedAt') <= ? AND (cleared_at IS NULL OR cleared_at >= ?)
       ORDER BY number`,
    )
    .pluck();
  const queries = { all: before(''), active: before('AND cleared_at IS NULL') };
  return {
    /** Newest first. @throws CodedError VALIDATION_ERROR for a cursor that is none */
    listAlarms({ state, limit, cursor }: AlarmsQuery): AlarmsPage {
      const from = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor);
      const { kept, nextCursor } = cutPage(queries[state].all(from, limit + 1), limit, ({ number }) => number);
      return { items: kept.map(({ alarm_json }) => JSON.parse(alarm_json) as Alarm), nextCursor };
    },
    /** Those of the station, and of this batch, that were active at some moment of a time; oldest first. */
    alarmsDuring({ batchId, from, to }: { batchId: string; from: string; to: string }): Alarm[] {
      return during.all(to, from).flatMap((text) => {
        const alarm: Alarm = JSON.parse(text);
        return alarm.batchId === undefined || alarm.batchId === batchId ? [alarm] : [];
      });
    },
  };
}
