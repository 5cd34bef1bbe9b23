import type { LogLevel } from '@neurohub/contracts/vocabulary';

/** Lines for the execution's log. They may be lost under load; a measurement never is. */
export interface Log {
  /** For whoever looks for a fault. */
  debug(text: string): void;
  /** What is worth knowing of a good run. */
  info(text: string): void;
  /** What is odd and does not hinder. */
  warning(text: string): void;
  /** What went wrong. It does not change the verdict: throw for that. */
  error(text: string): void;
}

export type WriteLog = (level: LogLevel, text: string) => void;

export function createLog(write: WriteLog): Log {
  return {
    debug: (text) => write('debug', text),
    info: (text) => write('info', text),
    warning: (text) => write('warning', text),
    error: (text) => write('error', text),
  };
}
