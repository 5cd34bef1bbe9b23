/** Owner of the table `plans`: the text of each plan, once, however many executions were run by it. */
import type Database from 'better-sqlite3';

export type PlansTable = ReturnType<typeof plansTable>;

/** The statements of the table, prepared once for a connection. */
export function plansTable(db: Database.Database) {
  const insert = db.prepare('INSERT INTO plans (hash, plan_json) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const read = db.prepare<[string], string>('SELECT plan_json FROM plans WHERE hash = ?').pluck();
  return {
    read: (hash: string) => read.get(hash),
    keep: (hash: string, planJson: string) => void insert.run(hash, planJson),
  };
}
