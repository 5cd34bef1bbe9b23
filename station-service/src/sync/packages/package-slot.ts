import { isCodedError } from '@neurohub/contracts/errors';
import type { InstalledPackages, InstalledVersion, VersionPins } from '@neurohub/package-kit';
import type { PlaceBefore } from './pull-journal.ts';

export interface SlotParts {
  installed: Pick<InstalledPackages, 'current' | 'find' | 'pointer' | 'putBack' | 'use'>;
  pins: Pick<VersionPins, 'of' | 'set'>;
}

/** What a deployment changes: the version in use of a package, or the version that one batch has of its own. */
export interface PackageSlot {
  /** Undefined: nothing, or something that is not there any more. */
  inUse(): Promise<InstalledVersion | undefined>;
  /** For {@link putBack}. */
  before(): Promise<PlaceBefore>;
  /** What runs is not touched. */
  take(id: string): Promise<void>;
}

export function packageSlot(
  { name, batchId }: { name: string; batchId: string | null },
  { installed, pins }: SlotParts,
): PackageSlot {
  if (batchId === null)
    return {
      inUse: () => installed.current(name),
      before: async () => ({ pointer: await installed.pointer(name) }),
      take: async (id) => void (await installed.use(name, id)),
    };
  return {
    inUse: async () => {
      const pin = await pins.of(batchId);
      return pin?.name === name ? findOrNone(installed, pin) : installed.current(name);
    },
    before: async () => ({ pin: (await pins.of(batchId)) ?? null }),
    take: (id) => pins.set(batchId, { name, id }),
  };
}

/** As if nothing had been taken. May be called twice. */
export async function putBack(
  { name, batchId, before }: { name: string; batchId: string | null; before: PlaceBefore },
  { installed, pins }: SlotParts,
): Promise<void> {
  if ('pointer' in before) await installed.putBack(name, before.pointer);
  else if (batchId !== null) await pins.set(batchId, before.pin);
}

/** Undefined when no such version is there. */
export async function findOrNone(
  installed: Pick<InstalledPackages, 'find'>,
  { name, id }: { name: string; id: string },
): Promise<InstalledVersion | undefined> {
  try {
    return await installed.find(name, id);
  } catch (thrown) {
    if (isCodedError(thrown) && thrown.code === 'VERSION_NOT_FOUND') return undefined;
    throw thrown;
  }
}
