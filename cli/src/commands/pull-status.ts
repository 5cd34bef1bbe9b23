import {
  type PackagePullView,
  type PulledPackage,
  type PullReason,
  packagePullSchema,
} from '@neurohub/contracts/packages-rest';
import type { Command } from '../command.ts';
import { getFromStation, URL_FLAG } from '../station-rest.ts';

const REASONS: Readonly<Record<PullReason, string>> = {
  inUse: 'is in use',
  toDownload: 'is not here yet',
  downloading: 'is being downloaded',
  toInstall: 'is here, and is checked next',
  batchBusy: 'is installed, and waits',
  byPerson: 'is installed: choose it with `station use`',
  refused: 'is refused',
  rolledBack: 'failed its self-check',
  otherChosen: 'was in use; somebody at the station has chosen another since',
};

const MODES: Readonly<Record<PackagePullView['mode'], string>> = {
  off: 'this station takes no packages from NeuroHub (backend.packages)',
  download: 'packages from NeuroHub are installed, and a person takes them into use (backend.packages: download)',
  auto: 'packages from NeuroHub are taken into use between two tests (backend.packages: auto)',
};

export const pullStatusCommand: Command = {
  name: 'pull status',
  args: [],
  summary: 'Shows which package versions NeuroHub wants on the running station, what is in use, and why not.',
  flags: URL_FLAG,
  run: async (input) => {
    const view = packagePullSchema.parse(await getFromStation(input, '/api/system/packages'));
    const none = view.packages.length === 0 && view.mode !== 'off' ? ['NeuroHub wants nothing here'] : [];
    const asked = view.askedAt === null ? [] : [`NeuroHub was last asked at ${view.askedAt}`];
    return {
      text: [MODES[view.mode], ...view.packages.map(line), ...none, ...asked],
      data: { ...view },
      warnings: view.problem ? [`${view.problem.message} (${view.problem.code}): ${view.problem.next}`] : [],
    };
  },
};

function line({ name, version, batchId, inUse, reason, message, received, size }: PulledPackage): string {
  const where = batchId === null ? '' : ` for batch ${batchId}`;
  const share = reason === 'downloading' ? `, ${Math.floor((100 * received) / size)} %` : '';
  const now = reason === 'inUse' ? '' : `; in use: ${inUse ?? 'none'}`;
  return `  ${name} ${version}${where} ${REASONS[reason]}${share}${message === null ? '' : `: ${message}`}${now}`;
}
