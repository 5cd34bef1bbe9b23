import type { Storage } from '../storage/storage.ts';
import type { Alarms } from './alarms.ts';
import type { DataFolder } from './data-folder.ts';

const LOOK_EVERY_MS = 5_000;
const MB = 1024 ** 2;
/** Of what must be free for a test to be started: below it, there is time to make room. */
const LOW = 2;

/** Looks at disk and database now and then, and says what is the matter. Ends when it is disposed. */
export function watchConditions(parts: {
  storage: Pick<Storage, 'health'>;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
  folder: Pick<DataFolder, 'freeSpace'>;
}): Disposable {
  const look = () => {
    watchStorage(parts);
    // A folder that cannot be looked at is what the storage will say.
    void watchDisk(parts).catch(() => undefined);
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function watchStorage({ storage, alarms }: Parameters<typeof watchConditions>[0]): void {
  const { failing } = storage.health();
  if (failing) alarms.raise({ code: 'STORAGE_FAILING', message: failing.message });
  else alarms.clear({ code: 'STORAGE_FAILING' });
}

async function watchDisk({ folder, alarms }: Parameters<typeof watchConditions>[0]): Promise<void> {
  const { freeBytes, minFreeBytes } = await folder.freeSpace();
  if (freeBytes >= LOW * minFreeBytes) return alarms.clear({ code: 'DISK_LOW' });
  const least = Math.floor(minFreeBytes / MB);
  // No figure that changes each time: an alarm that changes is told again.
  alarms.raise({
    code: 'DISK_LOW',
    message: `less than ${LOW * least} MB are free; below ${least} MB no test is started`,
  });
}
