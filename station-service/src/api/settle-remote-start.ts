import type { SettledRemoteStart } from '@neurohub/contracts/remote-start-rest';
import type { AuditWho } from '../storage/audit-who.ts';
import type { ApiDependencies } from './api-dependencies.ts';
import { audited } from './audited.ts';
import { commandSequence } from './sequence-commands.ts';

interface Settling {
  id: string;
  /** The name that the person gave. */
  operator: string | undefined;
  by: AuditWho;
}

/**
 * The ordinary start of a test: the person at the station is its operator, and the audit trail has who asked for it.
 * @throws REMOTE_START_NOT_FOUND; what refuses a start
 */
export function confirmRemoteStart(deps: ApiDependencies, settling: Settling): Promise<SettledRemoteStart> {
  const { id, operator, by } = settling;
  return deps.live.remoteStarts.confirm({ id, by: operator ?? by.who }, ({ requestId, batchId, dut, parameters }) => {
    const body = { dut, commandId: requestId, ...(parameters && { parameters }), ...(operator && { operator }) };
    const entry = { action: 'remoteStart.confirm', ...by, ...detailOf(deps, settling) } as const;
    const start = () => commandSequence(deps, { batchId, verb: 'start', body, by });
    return audited(deps, entry, start, ({ executionId }) => ({ executionId }));
  });
}

/** @throws REMOTE_START_NOT_FOUND */
export async function declineRemoteStart(deps: ApiDependencies, settling: Settling): Promise<SettledRemoteStart> {
  const { id, operator, by } = settling;
  const { remoteStarts } = deps.live;
  if (!remoteStarts.waits(id)) return remoteStarts.decline({ id, by: operator ?? by.who });
  const entry = { action: 'remoteStart.decline', ...by, ...detailOf(deps, settling) } as const;
  return audited(deps, entry, async () => remoteStarts.decline({ id, by: operator ?? by.who }));
}

function detailOf({ live }: ApiDependencies, { id, operator }: Settling) {
  const { batchId, dut, by: askedBy } = live.remoteStarts.find(id);
  return { batchId, detail: { requestId: id, serialNumber: dut.serialNumber, askedBy, operator } };
}
