import type { Storage } from '../storage/storage.ts';
import type { Alarms } from './alarms.ts';
import type { DiskGuard } from './disk-guard.ts';

const LOOK_EVERY_MS = 5_000;
const ALARM_OF = { ok: null, low: 'DISK_LOW', critical: 'DISK_CRITICAL', full: 'DISK_FULL' } as const;

interface Watched {
  storage: Pick<Storage, 'health'>;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
  disk: Pick<DiskGuard, 'look' | 'onFull'>;
}

/** Looks at disk and database now and then, and says what is the matter. Ends when it is disposed. */
export function watchConditions(parts: Watched): Disposable {
  const look = () => {
    watchStorage(parts);
    // A folder that cannot be looked at is what the storage will say.
    void watchDisk(parts).catch(() => undefined);
  };
  look();
  parts.disk.onFull = look;
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function watchStorage({ storage, alarms }: Watched): void {
  const { failing } = storage.health();
  if (failing) alarms.raise({ code: 'STORAGE_FAILING', message: failing.message });
  else alarms.clear({ code: 'STORAGE_FAILING' });
}

async function watchDisk({ disk, alarms }: Watched): Promise<void> {
  const { state, message } = await disk.look();
  for (const code of ['DISK_LOW', 'DISK_CRITICAL', 'DISK_FULL'] as const)
    if (ALARM_OF[state] === code) alarms.raise({ code, message });
    else alarms.clear({ code });
}
