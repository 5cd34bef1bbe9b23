/**
 * What passes between the main thread and a database thread. Jobs are plain values; a reply comes only after the commit.
 * Which operations a thread offers is the type of its operations object, so that both ends agree by construction.
 */
import type { ErrorData } from '@neurohub/contracts/errors';

/** Any object of functions of at most one argument. `never` is what every argument type accepts. */
export type Operations = { [name: string]: (argument: never) => unknown };

export interface Job {
  id: number;
  operation: string;
  argument: unknown;
}

export type Reply = { id: number; result: unknown } | { id: number; error: ErrorData };

/** One group of jobs as done: their replies, and what the commit cost. */
export interface Group {
  replies: Reply[];
  /** Milliseconds from the begin of the transaction to the end of its commit; null when nothing was committed. */
  commitMs: number | null;
  /** Why the group as a whole was refused; null when it was done. */
  fault: ErrorData | null;
}

/** What a thread sends: that it is open (or why not), then one message for each group. */
export type ThreadMessage =
  | { type: 'opened' }
  | { type: 'failed'; error: ErrorData }
  | { type: 'closed' }
  | ({ type: 'group' } & Group);

/** What a thread is sent. */
export type ThreadRequest = Job | 'close';

export interface WriterData {
  file: string;
  backupsDir: string;
  logCaps: { perExecution: number; total: number };
  /** Undefined: the database is not encrypted. */
  passphrase?: string | undefined;
}

export interface ReaderData {
  file: string;
  passphrase?: string | undefined;
}
