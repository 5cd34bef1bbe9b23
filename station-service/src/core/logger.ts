/** What writes into the log. Structured fields first, a constant message second: `log.info({ batchId }, 'batch started')`. */
export type { Logger } from 'pino';
