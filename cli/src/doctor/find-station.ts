import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { BatchView, SystemInfo } from '@neurohub/contracts/rest';
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import type { CommandInput } from '../command.ts';
import { getFromStation } from '../station-rest.ts';
import type { ExaminedConfig, RunningStation } from './examined.ts';

const ANSWER_WITHIN_MS = 3_000;
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The station of this configuration, or null when none answers at its address. */
export async function findStation(input: CommandInput, { server }: ExaminedConfig): Promise<RunningStation | null> {
  const host = EVERYWHERE[server.host] ?? server.host;
  const scheme = server.tls ? 'https' : 'http';
  const url = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
  if (server.port === 0 || !(await isStation(new URL('/api/system/live', url)))) return null;
  const asking = { ...input, flags: { ...input.flags, url } };
  try {
    const { version } = (await getFromStation(asking, '/api/system/info')) as SystemInfo;
    const batches = (await getFromStation(asking, '/api/batches')) as BatchView[];
    const sync = (await getFromStation(asking, '/api/system/sync-status').catch(() => null)) as SyncStatus | null;
    return { told: { version, batches, sync }, refusal: '' };
  } catch (thrown) {
    return { told: null, refusal: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** Whether who answers speaks as a station does, also when it refuses. Nothing is told to it, so any certificate will do. */
function isStation(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const options = { timeout: ANSWER_WITHIN_MS, rejectUnauthorized: false };
    const asked = request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', () => resolve(false));
      response.once('end', () => resolve(/^\{"success":(true|false),/.test(text)));
    });
    asked.once('timeout', () => asked.destroy(new Error('timeout')));
    asked.once('error', () => resolve(false));
    asked.end();
  });
}
