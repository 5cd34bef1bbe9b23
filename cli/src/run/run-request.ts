import { CodedError } from '@neurohub/contracts/errors';
import { visibleText } from '@neurohub/contracts/record';
import { type CommandInput, textOf, textsOf } from '../command.ts';

export const MAX_LOOPS = 100_000;

/** What was asked for, checked as far as it can be without the package. */
export interface RunRequest {
  /** Undefined: the package of the batch, or this folder. */
  target: string | undefined;
  serialNumber: string | undefined;
  parameters: string[];
  hardwareFile: string | undefined;
  simulate: boolean;
  only: string[] | undefined;
  loop: number;
  isLoop: boolean;
  watch: boolean;
  inspectPort: number | undefined;
  /** The batch of station.yaml whose instruments and parameters are taken. */
  batch: string | undefined;
  resultsDir: string | null;
  asJson: boolean;
}

/** @throws USAGE */
export function readRequest({ args, flags }: CommandInput): RunRequest {
  const asJson = flags['json'] === true;
  const watch = flags['watch'] === true;
  const serialNumber = textOf(flags['serial']);
  if (serialNumber !== undefined && !visibleText(100).safeParse(serialNumber).success)
    throw new CodedError('USAGE', '--serial takes 1 to 100 visible characters');
  const batch = textOf(flags['batch']);
  if (batch !== undefined && flags['hardware'] !== undefined)
    throw new CodedError('USAGE', '--batch and --hardware both say which instruments: choose one');
  if (asJson && watch) throw new CodedError('USAGE', '--json prints one result, --watch never ends: choose one');
  const simulate = flags['simulate'] === true;
  if (simulate && flags['hardware'] !== undefined)
    throw new CodedError('USAGE', '--hardware leads to real instruments, --simulate to simulators: choose one');
  const inspect = flags['inspect'] === true || flags['inspect-port'] !== undefined;
  if (inspect && watch) throw new CodedError('USAGE', '--inspect runs once; leave --watch out');
  return {
    target: args[0],
    serialNumber,
    parameters: textsOf(flags['param']),
    hardwareFile: textOf(flags['hardware']),
    simulate,
    only: namesIn('--only', textOf(flags['only'])),
    loop: wholeNumber('--loop', textOf(flags['loop']) ?? '1', { min: 1, max: MAX_LOOPS }),
    isLoop: flags['loop'] !== undefined,
    watch,
    inspectPort: inspect
      ? wholeNumber('--inspect-port', textOf(flags['inspect-port']) ?? '9229', { min: 0, max: 65_535 })
      : undefined,
    batch,
    resultsDir: textOf(flags['results']) ?? (asJson ? null : 'results'),
    asJson,
  };
}

function namesIn(flag: string, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new CodedError('USAGE', `${flag} takes names of steps, with commas between`);
  return names;
}

function wholeNumber(flag: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new CodedError('USAGE', `${flag} takes a whole number from ${min} to ${max}, got "${text}"`);
}
