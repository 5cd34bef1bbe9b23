import type { ExecutionPlan, PlanHardware } from '@neurohub/contracts/record';
import type { DriverPool, HardwareConfig, InstrumentAccess } from '@neurohub/sequence-sdk/executor';
import type { InstrumentGuard } from './instrument-guard.ts';

export interface AccessParts {
  executionId: string | null;
  /** With secrets filled in. */
  hardwareConfig: HardwareConfig;
  instruments: InstrumentGuard;
  pool: DriverPool;
}

/** How each instrument of a plan is had: under which lock, kept or not, with or without a lease. */
export function instrumentAccess(
  { hardware, simulated }: Pick<ExecutionPlan, 'hardware' | 'simulated'>,
  { executionId, hardwareConfig, instruments, pool }: AccessParts,
): InstrumentAccess {
  const idsOf = (wanted: (settings: PlanHardware) => boolean) =>
    Object.keys(hardware).filter((id) => wanted(hardware[id] as PlanHardware));
  // A simulator is nobody else's: it needs no lock, and no lease.
  const standIns = new Set(simulated ? idsOf(({ simulator }) => simulator !== undefined) : []);
  const shared = new Set(idsOf((settings) => settings.shared === true).filter((id) => !standIns.has(id)));
  // A simulator ends with the execution: its driver cannot be kept.
  const kept = idsOf(({ scope }) => scope === 'batch').filter((id) => !shared.has(id) && !standIns.has(id));
  const keys = kept.map((id) => [id, JSON.stringify([hardware[id], hardwareConfig[id]])] as const);
  return {
    arming: instruments.armingFor({ hardware, hardwareConfig, executionId, simulated: standIns }),
    pool: { drivers: pool, keys: Object.fromEntries(keys) },
    shared,
  };
}
