/** What a monitor asks. `live` is for who restarts the process, `ready` for who sends work here, `health` for who repairs. */
import { statfs } from 'node:fs/promises';
import { CodedError } from '@neurohub/contracts/errors';
import {
  type Health,
  type HealthReason,
  healthSchema,
  liveSchema,
  readySchema,
  successOf,
} from '@neurohub/contracts/rest';
import { conditionsNow, type HealthFacts, judgeHealth } from '../../core/judge-health.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';
import { LIVE_PATH } from '../listener.ts';

export function systemHealthRoutes(server: ApiServer, deps: ApiDependencies): void {
  server.get('/api/system/health', {
    schema: {
      summary: 'Whether the station is well, and if not, why and what to do',
      tags: ['system'],
      response: { 200: successOf(healthSchema) },
    },
    handler: async () => success(await health(deps)),
  });
  server.get(LIVE_PATH, {
    schema: {
      summary: 'Answers while the process works, also while it starts: restart it when it does not',
      tags: ['system'],
      response: { 200: successOf(liveSchema) },
    },
    handler: async () => success({ live: true as const }),
  });
  server.get('/api/system/ready', {
    schema: {
      summary: 'Whether a test can be started now: 503 with the reasons in `details.reasons` when not',
      tags: ['system'],
      response: { 200: successOf(readySchema) },
    },
    handler: async () => {
      const reasons = await notReady(deps);
      if (reasons.length === 0) return success({ ready: true as const });
      throw new CodedError('NOT_READY', reasons.map(({ message }) => message).join('; '), { details: { reasons } });
    },
  });
}

async function health(deps: ApiDependencies): Promise<Health> {
  const { storage, batches, dataDir, alarms } = deps;
  const { bavail, blocks, bsize } = await statfs(dataDir);
  const views = batches.views;
  const { lastCommitMs } = storage.health();
  return {
    ...judgeHealth({ ...(await conditions(deps)), alarms: alarms.active, batches: views }),
    database: { ok: storage.health().failing === null, lastCommitMs },
    disk: { freeBytes: bavail * bsize, totalBytes: blocks * bsize },
    batches: {
      total: views.length,
      up: views.filter(({ pid }) => pid !== null).length,
      running: views.filter(({ processState }) => processState === 'running').length,
    },
  };
}

async function notReady(deps: ApiDependencies): Promise<HealthReason[]> {
  const next = 'Wait until the station is back.';
  if (deps.shuttingDown()) return [{ code: 'SHUTTING_DOWN', message: 'the station is ending', next }];
  if (!deps.ready()) return [{ code: 'NOT_READY', message: 'the batches are being started', next }];
  return conditionsNow(await conditions(deps)).filter(({ code }) => code !== 'DISK_LOW' && code !== 'DISK_CRITICAL');
}

async function conditions({ storage, disk }: ApiDependencies): Promise<Pick<HealthFacts, 'storage' | 'disk'>> {
  return { storage: storage.health().failing, disk: await disk.look() };
}
