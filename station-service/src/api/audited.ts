/** What a person asked for goes into the audit trail once it has been done. */
import type { AuditEntry } from '@neurohub/contracts/audit';
import type { Actor } from '@neurohub/contracts/auth';
import { ERRORS, isCodedError } from '@neurohub/contracts/errors';
import type { AuditWho } from '../storage/audit-who.ts';
import type { ApiDependencies } from './api-dependencies.ts';
import { actorOf } from './require-roles.ts';

/** Who asks. @throws CodedError NOT_SIGNED_IN, where a route was meant to refuse it before */
export function whoAsks(actor: Actor | null): AuditWho {
  const { name, role, via, from } = actorOf({ actor });
  return { who: name, role, via, from };
}

/**
 * Carries something out and puts it down. What fails on the way may have been done in part: it is there, with its error. What is
 * refused (404, 409 and the like) changed nothing, and is not.
 * @param detailOf what of the outcome belongs to the entry
 */
export async function audited<T>(
  deps: Pick<ApiDependencies, 'audit'>,
  entry: AuditEntry,
  act: () => Promise<T>,
  detailOf: (outcome: T) => Partial<AuditEntry> = () => ({}),
): Promise<T> {
  const { outcome, stored } = await carryOut(deps, entry, act, detailOf);
  await stored;
  return outcome;
}

/** As {@link audited}, for what must wait for no disk: Stop, Kill and what else steers a running sequence. */
export async function auditedAfter<T>(
  deps: Pick<ApiDependencies, 'audit'>,
  entry: AuditEntry,
  act: () => Promise<T>,
  detailOf: (outcome: T) => Partial<AuditEntry> = () => ({}),
): Promise<T> {
  return (await carryOut(deps, entry, act, detailOf)).outcome;
}

async function carryOut<T>(
  { audit }: Pick<ApiDependencies, 'audit'>,
  entry: AuditEntry,
  act: () => Promise<T>,
  detailOf: (outcome: T) => Partial<AuditEntry>,
): Promise<{ outcome: T; stored: Promise<void> }> {
  try {
    const outcome = await act();
    return { outcome, stored: audit.append({ ...entry, ...detailOf(outcome) }) };
  } catch (thrown) {
    const code = isCodedError(thrown) ? thrown.code : 'INTERNAL_ERROR';
    if (ERRORS[code].status >= 500) void audit.append({ ...entry, detail: { ...entry.detail, error: code } });
    throw thrown;
  }
}
