import type { BatchConfig } from '@neurohub/contracts/config';

/**
 * Each batch with its slot: the one it names, else the one that it has already, else the lowest that is free.
 * @param present slots by batch
 */
export function assignSlots(
  configs: readonly BatchConfig[],
  present: ReadonlyMap<string, number> = new Map(),
): { config: BatchConfig; slot: number }[] {
  const taken = new Set(configs.flatMap(({ slot }) => slot ?? []));
  const kept = new Map<string, number>();
  for (const { id, slot: named } of configs) {
    const slot = named ?? present.get(id);
    if (slot === undefined || (named === undefined && taken.has(slot))) continue;
    kept.set(id, slot);
    taken.add(slot);
  }
  return configs.map((config) => {
    let slot = kept.get(config.id) ?? 1;
    if (!kept.has(config.id)) while (taken.has(slot)) slot += 1;
    taken.add(slot);
    return { config, slot };
  });
}
