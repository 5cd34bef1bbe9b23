import { createHash } from 'node:crypto';
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import type { Storage } from '../storage/storage.ts';
import type { ApiDependencies } from './api-dependencies.ts';

/** Commands under way, so that a repeat that comes before the first has its answer waits for it. */
const underWay = new Map<string, Promise<object>>();

/**
 * Carries a command out once per commandId: a repeat gets the answer the first one had. Without a commandId it is simply carried out.
 * Only answers are kept: a refused command may be tried again.
 * @throws COMMAND_CONFLICT when the commandId belongs to another command.
 */
export async function once<T extends object>(
  storage: Storage,
  { commandId, request }: { commandId: string | undefined; request: object },
  act: () => Promise<T>,
): Promise<T> {
  if (commandId === undefined) return act();
  const requestHash = createHash('sha256').update(canonicalJson(request)).digest('hex');
  const key = `${commandId}:${requestHash}`;
  const running = underWay.get(key);
  if (running) return running as Promise<T>;
  const done = carryOut();
  underWay.set(key, done);
  try {
    return await done;
  } finally {
    underWay.delete(key);
  }

  async function carryOut(): Promise<T> {
    const id = commandId as string;
    const known = await storage.findCommand({ id, requestHash });
    if (known) return known.answer as T;
    const answer = await act();
    await storage.saveCommand({ id, requestHash, answer, savedAt: new Date().toISOString() });
    return answer;
  }
}

/** The newest answers of {@link actFirst}, so that a repeat needs no database. */
const answered = new Map<string, object>();
const MOST_ANSWERS = 1000;

/**
 * As {@link once}, for what must not wait for the database: it is carried out first, and kept afterwards. A repeat that comes when
 * nothing is left to do gets the answer of the first.
 */
export async function actFirst<T extends object>(
  { storage, log }: Pick<ApiDependencies, 'storage' | 'log'>,
  { commandId, request }: { commandId: string | undefined; request: object },
  act: () => Promise<T>,
): Promise<T> {
  if (commandId === undefined) return act();
  const requestHash = createHash('sha256').update(canonicalJson(request)).digest('hex');
  const key = `${commandId}:${requestHash}`;
  const known = answered.get(key);
  if (known) return known as T;
  try {
    const answer = await act();
    answered.set(key, answer);
    const oldest = answered.keys().next().value;
    if (answered.size > MOST_ANSWERS && oldest !== undefined) answered.delete(oldest);
    storage
      .saveCommand({ id: commandId, requestHash, answer, savedAt: new Date().toISOString() })
      .catch((thrown: unknown) => log.warn({ commandId, err: thrown }, 'that a command was carried out is not stored'));
    return answer;
  } catch (thrown) {
    const stored = await storage.findCommand({ id: commandId, requestHash }).catch(() => null);
    if (stored) return stored.answer as T;
    throw thrown;
  }
}
