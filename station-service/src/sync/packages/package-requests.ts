import { CodedError } from '@neurohub/contracts/errors';
import {
  type AskForPackageBody,
  deploymentSchema,
  type OfferedPackages,
  offeredPackagesSchema,
} from '@neurohub/contracts/hub-registry';
import { HUB_PATHS } from '@neurohub/contracts/hub-sync';
import type { HubClient } from '../hub-client.ts';
import type { Outcome } from '../outcome.ts';

export interface PackageRequestsParts {
  stationId: string;
  hub: Pick<HubClient, 'ask'>;
  /** What was asked for is looked after at once. */
  refresh(): void;
}

/** What a person at the station asks of the registry of NeuroHub. What comes of it goes the way of every deployment. */
export class PackageRequests {
  readonly #parts: PackageRequestsParts;

  constructor(parts: PackageRequestsParts) {
    this.#parts = parts;
  }

  /** @throws HUB_OUT_OF_REACH */
  async offered(): Promise<OfferedPackages> {
    const { hub, stationId } = this.#parts;
    return dataOf(await hub.ask({ path: HUB_PATHS.offeredPackages(stationId) }, offeredPackagesSchema));
  }

  /** @throws HUB_OUT_OF_REACH, VERSION_NOT_FOUND, VERSION_WITHDRAWN, DOWNGRADE_REFUSED */
  async want(json: AskForPackageBody): Promise<void> {
    const { hub, stationId, refresh } = this.#parts;
    dataOf(await hub.ask({ path: HUB_PATHS.askForPackage(stationId), json }, deploymentSchema));
    refresh();
  }
}

/** What NeuroHub says about the package; anything else is about the way to it, and never about who asks the station. */
const ABOUT_THE_PACKAGE = ['VERSION_NOT_FOUND', 'VERSION_WITHDRAWN', 'DOWNGRADE_REFUSED'] as const;

function dataOf<T>(answer: Outcome<T>): T {
  if (answer.kind === 'ok') return answer.data;
  const { code, message } = answer.problem;
  const own = ABOUT_THE_PACKAGE.find((known) => known === code);
  throw own ? new CodedError(own, message) : new CodedError('HUB_OUT_OF_REACH', `${code}: ${message}`);
}
