import type { SupportSnapshot } from '@neurohub/contracts/support';
import type { FastifyRequest } from 'fastify';
import type { ApiDependencies } from './api-dependencies.ts';
import type { ApiServer } from './api-server.ts';

/** What others have to say: asked for by their own routes, so that nothing is told in two ways. */
const ASKED = [
  '/api/system/info',
  '/api/system/health',
  '/api/system/logging',
  '/api/system/shared',
  '/api/batches',
  '/api/sequences',
  '/api/alarms?state=all&limit=200',
  '/api/results?limit=100',
  '/api/logs?limit=500',
  '/metrics',
] as const;

/** By whom a request is known; the routes decide about each of these requests as about one of its own. */
const CREDENTIALS = ['host', 'authorization', 'cookie', 'x-api-key', 'sec-fetch-site', 'origin'] as const;

/** Everything of the running station that helps to find a fault, redacted with what the station knows to be secret. */
export async function supportSnapshot(
  server: ApiServer,
  request: FastifyRequest,
  { config, redactor, clock, storage }: ApiDependencies,
): Promise<SupportSnapshot> {
  const answers: SupportSnapshot['answers'] = {};
  for (const path of ASKED) answers[path] = await ask(server, request, path);
  const snapshot = { at: clock.wallIso(), process: { ...processFacts(), storage: storage.stats() }, config, answers };
  return redactor.value(snapshot) as SupportSnapshot;
}

async function ask(server: ApiServer, { headers, ip }: FastifyRequest, url: string) {
  const known = CREDENTIALS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]));
  const answer = await server.inject({ method: 'GET', url, headers: Object.fromEntries(known), remoteAddress: ip });
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  return { status: answer.statusCode, body: isJson ? answer.json<unknown>() : answer.body };
}

/** No arguments and no environment: they may hold secrets that nobody has named. */
function processFacts(): Record<string, unknown> {
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const { arch, platform, versions, pid } = process;
  const usage = { memory: process.memoryUsage(), resources, uptimeSeconds: process.uptime() };
  return { pid, platform, arch, versions: { ...versions }, ...usage };
}
