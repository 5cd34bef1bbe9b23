import type { LogLevel } from '@neurohub/contracts/vocabulary';

/** Lines for the execution's log. They may be lost under load; a measurement never is. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warning(text: string): void;
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
