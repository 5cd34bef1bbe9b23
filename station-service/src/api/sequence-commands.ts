import type { AuditEntry } from '@neurohub/contracts/audit';
import type { SequenceBody, SequenceVerb } from '@neurohub/contracts/rest';
import type { Batch } from '../batch/batch.ts';
import type { AuditWho } from '../storage/audit-who.ts';
import type { ApiDependencies } from './api-dependencies.ts';
import { auditedAfter } from './audited.ts';
import { actFirst } from './command-once.ts';

type Act<V extends SequenceVerb> = (
  batch: Batch,
  body: SequenceBody<V>,
  by: AuditWho,
) => Promise<{ executionId: string }>;

const ACTS: { readonly [V in SequenceVerb]: Act<V> } = {
  start: (batch, body, by) => batch.startSequence(body, by),
  stop: (batch) => batch.stopSequence(),
  pause: (batch, { operator }) => batch.steer({ type: 'PAUSE', by: operator }),
  resume: (batch, { operator }) => batch.steer({ type: 'RESUME', by: operator }),
  step: (batch, { operator }) => batch.steer({ type: 'STEP_OVER', by: operator }),
  skip: (batch, { operator, reason }) => batch.steer({ type: 'SKIP_STEP', by: operator, reason }),
  retry: (batch, { operator, confirm }) => batch.steer({ type: 'RETRY_STEP', by: operator, confirm }),
  kill: async (batch, { operator, reason }) => batch.killSequence({ by: operator, reason }),
};

export interface SequenceCommand<V extends SequenceVerb> {
  batchId: string;
  verb: V;
  body: SequenceBody<V>;
  by: AuditWho;
}

/**
 * What is wanted of a batch's sequence, whichever way it came. The same commandId again has the answer it had. Everything but a start acts
 * before it looks into the database; nothing keeps a person from Stop and Kill.
 * @throws BATCH_NOT_FOUND; what the batch refuses; COMMAND_CONFLICT
 */
export async function commandSequence<V extends SequenceVerb>(
  deps: ApiDependencies,
  { batchId, verb, body, by }: SequenceCommand<V>,
): Promise<{ executionId: string }> {
  const batch = deps.batches.get(batchId);
  const act = () => ACTS[verb](batch, body, by);
  // An accepted start, the answer to its commandId and its row of the audit trail are stored in one transaction.
  if (verb === 'start') return act();
  const { commandId, ...asked } = body;
  const request = { id: batchId, verb: `sequence/${verb}`, ...asked };
  const entry: AuditEntry = { action: `sequence.${verb}`, ...by, batchId, detail: asked };
  return actFirst(deps, { commandId, request, evenIfUsed: verb === 'stop' || verb === 'kill' }, () =>
    auditedAfter(deps, entry, act, ({ executionId }) => ({ executionId })),
  );
}
