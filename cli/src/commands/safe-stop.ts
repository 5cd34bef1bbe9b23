import { CodedError } from '@neurohub/contracts/errors';
import type { SafeStopResult } from '@neurohub/contracts/safe-stop';
import { ORPHAN_GRACE_MS } from '@neurohub/contracts/vocabulary';
import { type ArmedFile, armedFiles, isArmedBy, isOfInstrument, safeStop } from '@neurohub/worker-link';
import { BUILT } from '../built-files.ts';
import { type Command, type CommandInput, textOf } from '../command.ts';
import { stationPlaces } from '../run/station-places.ts';
import { DATA_FLAG } from '../station-folders.ts';

export const safeStopCommand: Command = {
  name: 'safe-stop',
  args: [],
  summary: 'Makes safe what processes that died have left armed; needs no running station.',
  flags: {
    'all-armed': { help: 'every armed instrument' },
    batch: { value: 'id', help: 'those that this batch armed' },
    instrument: { value: 'id', help: 'this one' },
    ...DATA_FLAG,
  },
  exitCodes: '0 everything is safe · 1 something is not: see what it says, and switch it off by hand',
  run: async (input) => {
    const { armed: armedDir } = await stationPlaces(input, undefined);
    const wanted = (await armedFiles(armedDir)).filter(choice(input));
    const files = { safeStopEntry: BUILT.safeStop, sdkModule: BUILT.sdk, armedDir };
    const results = await safeStop(files, wanted, {
      graceMs: ORPHAN_GRACE_MS,
      env: input.env,
      onOutput: (file, text) => input.err(`${file}: ${text}\n`),
    });
    const isSafe = results.every(({ outcome }) => outcome === 'madeSafe' || outcome === 'wasSafe');
    return {
      text: results.length > 0 ? results.map(line) : [`nothing is armed in ${armedDir}`],
      data: { instruments: results },
      exitCode: isSafe ? 0 : 1,
    };
  },
};

/** @throws VALIDATION_ERROR when nothing, or more than one thing, was chosen */
function choice({ flags }: CommandInput): (one: ArmedFile) => boolean {
  const batch = textOf(flags['batch']);
  const instrument = textOf(flags['instrument']);
  const chosen = [flags['all-armed'] === true, batch !== undefined, instrument !== undefined].filter(Boolean);
  if (chosen.length !== 1)
    throw new CodedError('VALIDATION_ERROR', 'say one of --all-armed, --batch <id>, --instrument <id>');
  if (batch !== undefined) return (one) => isArmedBy(batch, one);
  if (instrument !== undefined) return (one) => isOfInstrument(instrument, one);
  return () => true;
}

const WORDS = {
  madeSafe: 'made safe',
  wasSafe: 'was safe already',
  inUse: 'NOT TOUCHED: in use',
  failed: 'NOT SAFE',
} as const;

function line({ instrument, outcome, error, durationMs }: SafeStopResult): string {
  const why = error ? `: ${error.message}` : '';
  return `${instrument}  ${WORDS[outcome]} (${Math.round(durationMs)} ms)${why}`;
}
