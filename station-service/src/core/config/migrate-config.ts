/** A station.yaml of an earlier format, as the present one has it. Pure: plain values in, plain values out. */
import { CONFIG_VERSION } from '@neurohub/contracts/config';

type Settings = Record<string, unknown>;

export interface MigratedConfig {
  /** The value given when nothing had to be done. */
  value: unknown;
  /** What was moved, for people. */
  moved: string[];
}

interface Migration {
  /** From this version to the next. */
  from: number;
  apply(root: Settings): string[];
}

/** In their order, one for each version there was. */
const MIGRATIONS: readonly Migration[] = [{ from: 0, apply: fromTheOriginalSystem }];

/** Does nothing to what is not a map, or says that it is of another version than those known: the schema speaks of it. */
export function migrateConfig(value: unknown): MigratedConfig {
  if (!isSettings(value)) return { value, moved: [] };
  const { version = 0 } = value;
  const wanted = MIGRATIONS.filter(({ from }) => typeof version === 'number' && from >= version);
  const root = structuredClone(value);
  const moved = wanted.flatMap(({ apply }) => apply(root));
  if (moved.length === 0) return { value, moved };
  return { value: { ...root, version: CONFIG_VERSION }, moved };
}

/** Version 0: `backend.station_id`, and the slot of a batch in `config.slotId`. What has a value in its new place already stays. */
function fromTheOriginalSystem(root: Settings): string[] {
  const { backend, batches } = root;
  const moved: string[] = [];
  if (isSettings(backend) && backend['station_id'] !== undefined) {
    const station = isSettings(root['station']) ? root['station'] : {};
    if (station['id'] === undefined) {
      root['station'] = { id: backend['station_id'], ...station };
      delete backend['station_id'];
      moved.push('backend.station_id is station.id now');
    }
  }
  for (const [index, batch] of (Array.isArray(batches) ? batches : []).entries()) {
    if (!isSettings(batch) || !isSettings(batch['config']) || batch['slot'] !== undefined) continue;
    const { slotId, ...rest } = batch['config'];
    if (slotId === undefined) continue;
    batch['slot'] = slotId;
    if (Object.keys(rest).length > 0) batch['config'] = rest;
    else delete batch['config'];
    moved.push(`batches[${index}].config.slotId is batches[${index}].slot now`);
  }
  return moved;
}

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
