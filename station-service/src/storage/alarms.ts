/** Owner of the table `alarms`: what was the matter with the station, and who has seen it. */
import type { Alarm } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';

export type AlarmsTable = ReturnType<typeof alarmsTable>;

export interface AlarmsQuery {
  state: 'active' | 'all';
  limit: number;
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
  const all = db.prepare<[number], string>('SELECT alarm_json FROM alarms ORDER BY number DESC LIMIT ?').pluck();
  const active = db
    .prepare<[number], string>('SELECT alarm_json FROM alarms WHERE cleared_at IS NULL ORDER BY number DESC LIMIT ?')
    .pluck();
  return {
    /** Newest first. */
    listAlarms: ({ state, limit }: AlarmsQuery): Alarm[] =>
      (state === 'all' ? all : active).all(limit).map((text) => JSON.parse(text) as Alarm),
  };
}
