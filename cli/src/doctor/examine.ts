import { resolve } from 'node:path';
import { ERRORS, toErrorData } from '@neurohub/contracts/errors';
import type { CommandInput } from '../command.ts';
import { askConfigTool } from '../config-tool.ts';
import { dataFolder } from '../station-folders.ts';
import { checkBackend } from './check-backend.ts';
import { checkArmed, checkData } from './check-data.ts';
import { checkInstruments } from './check-instruments.ts';
import { checkPackages } from './check-packages.ts';
import { checkPort } from './check-port.ts';
import { checkClock, checkVersions } from './check-surroundings.ts';
import { type ExaminedConfig, examinedConfigSchema, instrumentsOf } from './examined.ts';
import { findStation } from './find-station.ts';
import { type Finding, findingsOf, matter } from './finding.ts';

/** Everything there is to be found, in the order in which a station needs it. Without a good configuration, what needs none. */
export async function examine(input: CommandInput): Promise<Finding[]> {
  const { config, findings } = await readConfig(input);
  if (!config) return [...findings, ...checkVersions(null), ...(await findingsOf('clock', () => checkClock()))];
  const running = await findStation(input, config);
  const dataDir = dataFolder(input, config.paths.data_dir);
  const sequencesDir = resolve(input.cwd, config.paths.sequences_dir);
  const checks: Record<string, () => Promise<Finding[]>> = {
    versions: async () => checkVersions(running),
    'data folder': () => checkData(dataDir, config),
    'armed instruments': () => checkArmed(dataDir, running !== null),
    port: () => checkPort(config, running),
    packages: () => checkPackages(sequencesDir, config),
    instruments: () => checkInstruments(instrumentsOf(config, input.env), running),
    clock: () => checkClock(),
    NeuroHub: () => checkBackend(config, running, input.env),
  };
  const found = await Promise.all(Object.entries(checks).map(([about, check]) => findingsOf(about, check)));
  return [...findings, ...found.flat()];
}

async function readConfig(input: CommandInput): Promise<{ config: ExaminedConfig | null; findings: Finding[] }> {
  const about = matter('configuration');
  try {
    const { file, warnings, resolved } = await askConfigTool(input, { verb: 'show' });
    const config = examinedConfigSchema.parse(resolved);
    const noted = warnings.map((warning) =>
      about.warning(warning, `Change it in ${file}; station config check shows the place.`),
    );
    return { config, findings: [about.ok(file), ...noted] };
  } catch (thrown) {
    const { code, message } = toErrorData(thrown);
    return { config: null, findings: [about.problem(message, ERRORS[code].next)] };
  }
}
