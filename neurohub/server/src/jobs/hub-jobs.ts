/** Background work of all instances: a queue in the database gives each turn of it to one of them, and to another one if that dies. */

import type { Pool } from 'pg';
import { PgBoss } from 'pg-boss';
import type { DatabaseLog } from '../database/database-log.ts';
import { dropForgottenContents, makeMonthsAhead } from './housekeeping.ts';

/** Tables of the queue. A backup leaves them out: they fill by themselves. */
const SCHEMA = 'jobs';
/** At most so long until a turn that is due begins. */
const LOOK_EVERY_S = 30;
const STOP_WITHIN_MS = 5_000;

interface Job {
  name: string;
  /** Cron, UTC. */
  when: string;
  run(): Promise<unknown>;
}

export const jobsOf = (pool: Pool): readonly Job[] => [
  { name: 'months-ahead', when: '7 1 * * *', run: () => makeMonthsAhead(pool, new Date()) },
  { name: 'forgotten-contents', when: '37 1 * * *', run: () => dropForgottenContents(pool) },
];

export interface HubJobs extends AsyncDisposable {
  /** Has one instance do it soon, whatever the time is. Nothing more when it is due already. */
  ask(name: string): Promise<void>;
}

/**
 * A turn that came due while no instance ran is made up for by the next one; one that fails is tried again.
 * @throws what the database says, such as that its user may not make a schema
 */
export async function startJobs(
  { url, pool, log }: { url: string; pool: Pool; log: DatabaseLog },
  { jobs = jobsOf(pool), lookEveryS = LOOK_EVERY_S }: { jobs?: readonly Job[]; lookEveryS?: number } = {},
): Promise<HubJobs> {
  const boss = new PgBoss({ connectionString: url, schema: SCHEMA, max: 2, application_name: 'neurohub jobs' });
  boss.on('error', (err) => log.warn({ err }, 'background work is disturbed'));
  boss.on('warning', (warning) => log.warn({ warning }, 'background work says'));
  await boss.start();
  for (const { name, when, run } of jobs) {
    await boss.createQueue(name, { policy: 'exclusive', retryLimit: 5, retryBackoff: true, retryDelay: 60 });
    await boss.work(name, { pollingIntervalSeconds: lookEveryS }, async () => {
      await run();
      log.info({ job: name }, 'background work is done');
    });
    await boss.schedule(name, when, {}, { missed: 'once' });
  }
  return {
    ask: async (name) => void (await boss.send(name)),
    [Symbol.asyncDispose]: () => boss.stop({ graceful: true, timeout: STOP_WITHIN_MS }),
  };
}
