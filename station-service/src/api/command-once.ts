import { createHash } from 'node:crypto';
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import { CodedError } from '@neurohub/contracts/errors';
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
  const requestHash = hashOf(request);
  return asOne(`${commandId}:${requestHash}`, carryOut);

  async function carryOut(): Promise<T> {
    const id = commandId as string;
    const known = await storage.findCommand({ id, requestHash });
    if (known) return known.answer as T;
    const answer = await act();
    await storage.saveCommand({ id, requestHash, answer, savedAt: new Date().toISOString() });
    return answer;
  }
}

/** The newest answers of {@link actFirst} by commandId, so that a repeat needs no database. */
const answered = new Map<string, { requestHash: string; answer: object }>();
const MOST_ANSWERS = 1000;

export interface FirstCommand {
  commandId: string | undefined;
  request: object;
  /** Carried out although the commandId belongs to another command: for what must never be refused. @default false */
  evenIfUsed?: boolean;
}

/**
 * As {@link once}, for what must not wait for the database: it is carried out first, and kept afterwards. A repeat that comes when
 * nothing is left to do gets the answer of the first.
 * @throws COMMAND_CONFLICT when the commandId belongs to another command of the last {@link MOST_ANSWERS}
 */
export async function actFirst<T extends object>(
  deps: Pick<ApiDependencies, 'storage' | 'log'>,
  { commandId, request, evenIfUsed = false }: FirstCommand,
  act: () => Promise<T>,
): Promise<T> {
  if (commandId === undefined) return act();
  const requestHash = hashOf(request);
  const known = answered.get(commandId);
  if (known?.requestHash === requestHash) return known.answer as T;
  if (known && !evenIfUsed)
    throw new CodedError('COMMAND_CONFLICT', `commandId ${commandId} was used for another command`);
  return asOne(`${commandId}:${requestHash}`, async () => {
    try {
      const answer = await act();
      keep(deps, { id: commandId, requestHash, answer });
      return answer;
    } catch (thrown) {
      const stored = await deps.storage.findCommand({ id: commandId, requestHash }).catch(() => null);
      if (stored) return stored.answer as T;
      throw thrown;
    }
  });
}

function keep(
  { storage, log }: Pick<ApiDependencies, 'storage' | 'log'>,
  command: { id: string; requestHash: string; answer: object },
): void {
  answered.set(command.id, command);
  const oldest = answered.keys().next().value;
  if (answered.size > MOST_ANSWERS && oldest !== undefined) answered.delete(oldest);
  storage
    .saveCommand({ ...command, savedAt: new Date().toISOString() })
    .catch((thrown: unknown) =>
      log.warn({ commandId: command.id, err: thrown }, 'that a command was carried out is not stored'),
    );
}

const hashOf = (request: object) => createHash('sha256').update(canonicalJson(request)).digest('hex');

/** A repeat that comes while the first is under way waits for its answer. */
async function asOne<T extends object>(key: string, act: () => Promise<T>): Promise<T> {
  const running = underWay.get(key);
  if (running) return running as Promise<T>;
  const done = act();
  underWay.set(key, done);
  try {
    return await done;
  } finally {
    underWay.delete(key);
  }
}
