import { type DeploymentState, deploymentSchema } from '@neurohub/contracts/hub-registry';
import { HUB_PATHS } from '@neurohub/contracts/hub-sync';
import type { Alarms } from '../../core/alarms.ts';
import type { Logger } from '../../core/logger.ts';
import type { HubClient } from '../hub-client.ts';
import type { Failed } from '../outcome.ts';
import type { WantedPackage } from './archive-cache.ts';
import type { PullJournal } from './pull-journal.ts';
import type { SettledOutcome } from './wanted-action.ts';

const MESSAGE_LENGTH = 2000;

export interface PullOutcomesParts {
  journal: PullJournal;
  stationId: string;
  hub: Pick<HubClient, 'ask'>;
  alarms: Pick<Alarms, 'raise'>;
  log: Pick<Logger, 'warn'>;
}

/** What became of what was wanted: for the station itself, for its people, and for NeuroHub as soon as it can be told. */
export class PullOutcomes {
  readonly #parts: PullOutcomesParts;

  constructor(parts: PullOutcomesParts) {
    this.#parts = parts;
  }

  /** How it ended, what NeuroHub is told, and that nothing is being tried any more: one change. */
  async settle({ deploymentId, name, version }: WantedPackage, { state, message }: SettledOutcome): Promise<void> {
    const { journal, log, alarms } = this.#parts;
    const settled = { state, ...(message !== undefined && { message: message.slice(0, MESSAGE_LENGTH) }) };
    await journal.change({
      settled: { ...journal.state.settled, [deploymentId]: settled },
      reports: { ...journal.state.reports, [deploymentId]: settled },
      trial: null,
    });
    if (state === 'active') return;
    log.warn({ package: name, version, ...settled }, 'a package of NeuroHub is not taken into use');
    alarms.raise({ code: 'PACKAGE_REFUSED', message: this.#refusals() });
  }

  /** How far it is; only the latest is told. */
  async reached({ deploymentId }: WantedPackage, state: DeploymentState): Promise<void> {
    const { journal } = this.#parts;
    await journal.change({ reports: { ...journal.state.reports, [deploymentId]: { state } } });
  }

  /** Tells NeuroHub what it does not know yet. What it does not take now is kept, and why is answered. */
  async tell(): Promise<Failed | null> {
    const { journal, hub, stationId } = this.#parts;
    for (const [deploymentId, report] of Object.entries(journal.state.reports)) {
      const json = { deploymentId, ...report };
      const answer = await hub.ask({ path: HUB_PATHS.packages(stationId), json }, deploymentSchema);
      // It does not know this deployment, or can never take this: nobody waits for it.
      const isDone = answer.kind === 'ok' || answer.kind === 'poison' || answer.problem.code === 'NOT_FOUND';
      if (!isDone) return answer;
      const { [deploymentId]: told, ...others } = journal.state.reports;
      if (told === report) await journal.change({ reports: others });
    }
    return null;
  }

  /** All of them: there is one alarm. */
  #refusals(): string {
    const { wanted, settled } = this.#parts.journal.state;
    const texts = wanted.packages.flatMap(({ deploymentId, name, version }) => {
      const outcome = settled[deploymentId];
      return outcome && outcome.state !== 'active' ? [`${name} ${version}: ${outcome.message ?? outcome.state}`] : [];
    });
    return texts.join('; ').slice(0, MESSAGE_LENGTH);
  }
}
