import { CodedError, ERRORS } from '@neurohub/contracts/errors';
import { hubHealthSchema } from '@neurohub/contracts/hub-rest';
import { liveSchema, readySchema, successOf } from '@neurohub/contracts/rest';
import type { Pool } from 'pg';
import type * as z from 'zod';
import { VERSION } from '../version.ts';
import { success } from './envelope.ts';
import type { HubRoutes } from './hub-server.ts';
import { LIVE_PATH } from './listener.ts';

type HubHealth = z.infer<typeof hubHealthSchema>;

export interface HealthParts {
  pool: Pick<Pool, 'query'>;
  isEmbedded: boolean;
  shuttingDown(): boolean;
  /** What somebody should know about how it is set up. */
  warnings: readonly { code: string; message: string; next: string }[];
}

export const healthRoutes =
  (parts: HealthParts): HubRoutes =>
  async (server) => {
    server.get('/api/health', {
      schema: {
        summary: 'Whether NeuroHub is well, and if not, why and what to do',
        ...{ tags: ['system'], response: { 200: successOf(hubHealthSchema) } },
      },
      handler: async () => success(await health(parts)),
    });
    server.get(LIVE_PATH, {
      schema: {
        summary: 'Answers while the process works, also while it starts: restart it when it does not',
        ...{ tags: ['system'], response: { 200: successOf(liveSchema) } },
      },
      handler: async () => success({ live: true as const }),
    });
    server.get('/api/health/ready', {
      schema: {
        summary: 'Whether this instance can take requests: 503 with the reasons in `details.reasons` when not',
        ...{ tags: ['system'], response: { 200: successOf(readySchema) } },
      },
      handler: async () => {
        const { status, reasons } = await health(parts);
        if (status !== 'unhealthy') return success({ ready: true as const });
        throw new CodedError('NOT_READY', reasons.map(({ message }) => message).join('; '), { details: { reasons } });
      },
    });
  };

async function health({ pool, isEmbedded, shuttingDown, warnings }: HealthParts): Promise<HubHealth> {
  const { latencyMs, problem } = await askDatabase(pool);
  const grave = [
    ...(shuttingDown()
      ? [{ code: 'SHUTTING_DOWN', message: 'NeuroHub is ending', next: 'Wait until it is back.' }]
      : []),
    ...(problem === null
      ? []
      : [
          {
            code: 'STORAGE_FAILED',
            message: `the database does not answer: ${problem}`,
            next: ERRORS.STORAGE_FAILED.next,
          },
        ]),
  ];
  return {
    status: grave.length > 0 ? 'unhealthy' : warnings.length > 0 ? 'degraded' : 'healthy',
    reasons: [...grave, ...warnings],
    version: VERSION,
    database: { ok: problem === null, embedded: isEmbedded, latencyMs },
  };
}

async function askDatabase(pool: Pick<Pool, 'query'>): Promise<{ latencyMs: number | null; problem: string | null }> {
  const began = performance.now();
  try {
    await pool.query('SELECT 1');
    return { latencyMs: performance.now() - began, problem: null };
  } catch (thrown) {
    return { latencyMs: null, problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
