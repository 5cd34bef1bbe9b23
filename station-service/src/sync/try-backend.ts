import type { BackendConfig } from '@neurohub/contracts/backend-config';
import type { Reach } from '@neurohub/contracts/config-rest';
import { HUB_PATHS, ledgerAnswerSchema } from '@neurohub/contracts/hub-sync';
import { HubClient, type HubClientOptions } from './hub-client.ts';
import type { Outcome } from './outcome.ts';

/** Long enough for a slow network, short enough for somebody who waits. */
const PATIENCE_MS = 8_000;

/** Asks NeuroHub for something that changes nothing, as the station would with this configuration. */
export async function tryBackend(
  backend: BackendConfig | undefined,
  options: Omit<HubClientOptions, 'config'>,
): Promise<Reach> {
  if (!backend) return { result: 'unknown', place: null, message: 'no backend is named', tookMs: 0 };
  const { timeoutsMs } = backend;
  const config = { ...backend, timeoutsMs: { ...timeoutsMs, total: Math.min(PATIENCE_MS, timeoutsMs.total) } };
  await using client = new HubClient({ ...options, config });
  const begun = options.clock.monotonicMs();
  const path = `${HUB_PATHS.ledger(options.stationId)}?from=1&to=1`;
  const outcome = await client.ask({ path }, ledgerAnswerSchema);
  const tookMs = options.clock.monotonicMs() - begun;
  return { ...saidBy(outcome), place: backend.url, tookMs };
}

function saidBy(outcome: Outcome<unknown>): Pick<Reach, 'result' | 'message'> {
  if (outcome.kind === 'ok') return { result: 'reached', message: 'NeuroHub answers and takes the key' };
  const { code, message } = outcome.problem;
  const said = `${code}: ${message}`;
  if (outcome.kind === 'refused') return { result: 'refused', message: said };
  return { result: code === 'BACKEND_UNREACHABLE' ? 'unreachable' : 'wrong', message: said };
}
