/** NeuroHub: whether it answers, takes the key, and has the same time. Testing never waits for it, so nothing about it is a problem. */
import { HUB_PATHS } from '@neurohub/contracts/hub-sync';
import { failureSchema } from '@neurohub/contracts/rest';
import { type Environment, type ExaminedConfig, filledText, type RunningStation } from './examined.ts';
import { type Finding, matter } from './finding.ts';

const ANSWER_WITHIN_MS = 5_000;
const LARGEST_SKEW_MS = 60_000;
const ABOUT = matter('NeuroHub');
const FIX_WAY = 'Check backend.url, network and proxy. Results are kept here and sent later.';
const FIX_KEY = 'Ask for a new key at NeuroHub, and put it into backend.api_key. Results are kept here and sent later.';

/** A station that runs knows best: it uses proxy, authority and installation as they are configured. */
export async function checkBackend(
  { backend, station }: ExaminedConfig,
  running: RunningStation | null,
  env: Environment,
): Promise<Finding[]> {
  if (!backend) return [ABOUT.ok('not configured; results stay on this station')];
  const begun = Date.now();
  const headers = backend.api_key ? { 'x-api-key': filledText(backend.api_key, env) } : undefined;
  const path = `${HUB_PATHS.ledger(station?.id ?? '')}?from=1&to=1`;
  const answer = await fetch(`${backend.url.replace(/\/+$/, '')}${path}`, {
    ...{ signal: AbortSignal.timeout(ANSWER_WITHIN_MS), redirect: 'manual', ...(headers && { headers }) },
  }).catch((thrown: unknown) => thrown);
  const clock = answer instanceof Response ? clockOf(answer, begun) : [];
  const sync = running?.told?.sync;
  if (sync && sync.state !== 'off') return [...saidByStation(backend.url, sync), ...clock];
  if (!(answer instanceof Response))
    return [ABOUT.warning(`${backend.url} does not answer: ${causeOf(answer)}`, FIX_WAY)];
  return [...(await keyOf(answer, backend.url)), ...clock];
}

type Told = NonNullable<NonNullable<RunningStation['told']>['sync']>;

function saidByStation(url: string, { state, problem, queue }: Told): Finding[] {
  const waits = `${queue.pending} results wait`;
  const refused =
    queue.quarantined > 0
      ? [ABOUT.warning(`${queue.quarantined} results were refused`, 'station queue list says why; station queue retry')]
      : [];
  if (!problem) return [ABOUT.ok(`${url}: ${state}, ${waits}`), ...refused];
  return [ABOUT.warning(`${url}: ${problem.code} ${problem.message}; ${waits}`, problem.next), ...refused];
}

async function keyOf(answer: Response, url: string): Promise<Finding[]> {
  const said = failureSchema.safeParse(await answer.json().catch(() => null)).data?.error;
  if (answer.status === 401 || answer.status === 403)
    return [ABOUT.warning(`${url} does not take the key: ${said?.message ?? answer.status}`, FIX_KEY)];
  if (answer.ok || said) return [ABOUT.ok(`${url} answers, and takes the key`)];
  return [ABOUT.warning(`what answers at ${url} is no NeuroHub (${answer.status})`, FIX_WAY)];
}

function clockOf(answer: Response, begun: number): Finding[] {
  const skewMs = Math.abs(Date.parse(answer.headers.get('date') ?? '') - begun);
  if (!(skewMs > LARGEST_SKEW_MS)) return [];
  const seconds = Math.round(skewMs / 1000);
  return [ABOUT.warning(`its clock and this one differ by ${seconds} s`, 'Set the wrong one of the two.')];
}

function causeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}
