/** The log of NeuroHub, on standard error and without secrets: JSON lines for machines, one readable line each for people. */
import { type LogLine, parseLogLine, readableLine } from '@neurohub/contracts/log-line';
import { Redactor } from '@neurohub/contracts/redactor';
import { type Logger, pino } from 'pino';
import type { HubOptions } from './hub-options.ts';

export type { Logger } from 'pino';

export interface HubLogOptions extends Pick<HubOptions, 'logLevel' | 'logFormat'> {
  /** Whatever it says under the name of a secret stays out of the log. */
  env: NodeJS.ProcessEnv;
  /** Default: standard error. */
  output?: { write(text: string): unknown };
}

/** Structured fields first, a constant message second. Writing never throws. */
export function createLog({ logLevel, logFormat, env, output = process.stderr }: HubLogOptions): Logger {
  const redactor = new Redactor();
  redactor.learnEnvironment(env);
  const write = (text: string) => {
    const line = parseLogLine(text);
    if (!line) return;
    const clean = redactor.value(line) as LogLine;
    output.write(logFormat === 'text' ? readableLine(clean) : `${JSON.stringify(clean)}\n`);
  };
  return pino(
    {
      level: logLevel === 'warning' ? 'warn' : logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: errorFacts },
      formatters: { level: (label) => ({ level: label === 'warn' ? 'warning' : label }) },
    },
    { write },
  );
}

/** Not the objects that hang on an error: those of the database hold half of the connection. */
function errorFacts(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const { name: type, message, stack } = thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? { code: thrown.code } : {};
  const cause = thrown.cause === undefined ? {} : { cause: errorFacts(thrown.cause) };
  return { type, message, stack, ...code, ...cause };
}
