import { createHash } from 'node:crypto';
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import type { Storage } from '../storage/storage.ts';

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
