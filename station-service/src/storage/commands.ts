/** Owner of the table `commands`: what a command was answered, so that a repeat gets the same answer and has no second effect. */
import { CodedError } from '@neurohub/contracts/errors';
import type Database from 'better-sqlite3';

/** How many answers are kept; older ones go. Far more than anything can still repeat. */
const KEPT_COMMANDS = 100_000;

export interface SavedCommand {
  id: string;
  /** Hash of what was asked. The same id with another hash is a conflict. */
  requestHash: string;
  /** What the command was answered; any JSON. */
  answer: unknown;
  savedAt: string;
}

export type CommandsTable = ReturnType<typeof commandsTable>;

/** The statements of the table, prepared once for a connection. */
export function commandsTable(db: Database.Database) {
  const insert = db.prepare('INSERT INTO commands (id, request_hash, answer_json, saved_at) VALUES (?, ?, ?, ?)');
  const prune = db.prepare('DELETE FROM commands WHERE number <= ?');
  const find = db.prepare<[string], { request_hash: string; answer_json: string }>(
    'SELECT request_hash, answer_json FROM commands WHERE id = ?',
  );
  return {
    insert(command: SavedCommand): void {
      const answerJson = JSON.stringify(command.answer ?? null);
      const { lastInsertRowid } = insert.run(command.id, command.requestHash, answerJson, command.savedAt);
      prune.run(Number(lastInsertRowid) - KEPT_COMMANDS);
    },
    /**
     * The answer this command got before, or undefined when it is new.
     * @throws CodedError COMMAND_CONFLICT when the id was used for another request
     */
    repeated({ id, requestHash }: Pick<SavedCommand, 'id' | 'requestHash'>): { answer: unknown } | undefined {
      const row = find.get(id);
      if (row === undefined) return undefined;
      if (row.request_hash !== requestHash)
        throw new CodedError('COMMAND_CONFLICT', `commandId ${id} was used for another command`);
      return { answer: JSON.parse(row.answer_json) };
    },
  };
}
