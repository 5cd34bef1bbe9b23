import type { HeartbeatBody } from '@neurohub/contracts/hub-sync';
import type { Concern, ConcernKind } from './concerns.ts';

const CLOCKS_DIFFER_MS = 120_000;

export interface HeartbeatFacts {
  body: HeartbeatBody;
  /** NeuroHub's clock. */
  nowMs: number;
  /** Head of the station's audit trail, as it was told last. */
  lastAuditHead: HeartbeatBody['auditHead'];
  /** Highest number of its count that has ever arrived. */
  ledgerLastSeq: number;
}

/** What a sign of life gives cause to look into, and which of the concerns that pass by themselves have passed. Pure. */
export function judgeHeartbeat(facts: HeartbeatFacts): { raise: Concern[]; clear: ConcernKind[] } {
  const passing = [
    ['quarantine', quarantine(facts)],
    ['clock', clock(facts)],
    ['silent', null],
  ] as const;
  const lasting = [
    ['auditCut', auditCut(facts)],
    ['fork', fork(facts)],
  ] as const;
  const raise = [...passing, ...lasting].flatMap(([kind, message]) => (message === null ? [] : [{ kind, message }]));
  return { raise, clear: passing.flatMap(([kind, message]) => (message === null ? [kind] : [])) };
}

function quarantine({ body }: HeartbeatFacts): string | null {
  const { quarantined } = body.queue;
  if (quarantined === 0) return null;
  return `${quarantined} ${quarantined === 1 ? 'result was' : 'results were'} refused and wait for a decision at the station`;
}

function clock({ body, nowMs }: HeartbeatFacts): string | null {
  const offMs = Date.parse(body.at) - nowMs;
  if (Math.abs(offMs) <= CLOCKS_DIFFER_MS) return null;
  return `its clock is ${Math.round(Math.abs(offMs) / 60_000)} minutes ${offMs > 0 ? 'ahead' : 'behind'}`;
}

/** An audit trail only grows: an end before the one that was told, or another row at it, is a cut or a change. */
function auditCut({ body: { auditHead }, lastAuditHead }: HeartbeatFacts): string | null {
  if (!lastAuditHead || !auditHead) return null;
  const { number, hash } = auditHead;
  if (number < lastAuditHead.number)
    return `its audit trail ends at row ${number}, and ended at row ${lastAuditHead.number}`;
  if (number === lastAuditHead.number && hash !== lastAuditHead.hash)
    return `row ${number} of its audit trail is another one than before`;
  return null;
}

function fork({ body: { lastSeq }, ledgerLastSeq }: HeartbeatFacts): string | null {
  if (lastSeq >= ledgerLastSeq) return null;
  return `it counts its results up to ${lastSeq}, and result ${ledgerLastSeq} has arrived: its data were put back to an earlier state`;
}
