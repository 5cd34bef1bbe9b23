import { offeredPackagesSchema } from '@neurohub/contracts/hub-registry';
import { packagePullSchema } from '@neurohub/contracts/packages-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

/** A NeuroHub that is slow to answer. */
const HUB_TIMEOUT_MS = 45_000;

export interface WantedVersion {
  readonly name: string;
  readonly version: string;
  /** It may be older than the version in use. */
  readonly allowDowngrade: boolean;
  readonly reason: string;
}

/** Which packages NeuroHub wants here, and what became of them. */
export const fetchPackages = () => requestData(packagePullSchema, '/api/system/packages');

/** Has NeuroHub asked now; what comes of it is in a later answer of {@link fetchPackages}. */
export const askForPackages = () => requestData(packagePullSchema, '/api/system/packages/ask', { body: {} });

/** What NeuroHub has. */
export const fetchOffered = () =>
  requestData(offeredPackagesSchema, '/api/system/packages/offered', { timeoutMs: HUB_TIMEOUT_MS });

/** Has NeuroHub deploy a version here. */
export const wantPackage = (body: WantedVersion) =>
  requestData(packagePullSchema, '/api/system/packages/want', { body, timeoutMs: HUB_TIMEOUT_MS });
