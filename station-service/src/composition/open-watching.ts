import { Server as TlsServer } from 'node:https';
import { TlsWatch } from '../api/tls-watch.ts';
import { RecoveryList } from '../batch/recovery-list.ts';
import { watchPauses } from '../batch/watch-pauses.ts';
import { Alarms } from '../core/alarms.ts';
import { systemClock } from '../core/clock.ts';
import { type ClockWatch, watchClock } from '../core/clock-watch.ts';
import { ConfigStore } from '../core/config/config-store.ts';
import { ServiceEvents } from '../core/events.ts';
import type { Flags } from '../core/flags.ts';
import { armedBy } from '../core/left-armed.ts';
import { logEvents } from '../core/log-events.ts';
import { watchConditions } from '../core/watch-conditions.ts';
import { type Care, openCare } from '../data-care/open-care.ts';
import type { SetAside } from '../storage/set-aside.ts';
import { VERSION } from '../version.ts';
import { INSTALLED } from './installed-files.ts';
import type { Foundation } from './open-foundation.ts';

/** What sees that something is not as it should be, and says so. */
export interface Watching {
  events: ServiceEvents;
  alarms: Alarms;
  configs: ConfigStore;
  care: Care;
  clockWatch: ClockWatch;
  recoveries: RecoveryList;
}

export async function openWatching(
  foundation: Foundation,
  flags: Flags,
  undo: AsyncDisposableStack,
): Promise<Watching> {
  const { loaded, log, storage, disk, folder } = foundation;
  const events = new ServiceEvents(log);
  undo.use(logEvents(events, log));
  const alarms = await Alarms.open({ store: storage, events, log, clock: systemClock });
  const configs = undo.use(
    await ConfigStore.open({ ...{ loaded, flags, env: process.env, alarms, log }, clock: systemClock }),
  );
  undo.use(watchConditions({ storage, alarms, disk }));
  const care = openCareOf(foundation, { configs, alarms });
  undo.use(care.tending);
  watchTls(foundation, alarms, undo);
  const [last] = (await storage.listResults({ limit: 1 })).items;
  const stamps = [last?.acceptedAt, last?.endedAt];
  const clockWatch = undo.use(watchClock({ ...{ alarms, log, clock: systemClock }, stamps }));
  undo.use(watchPauses({ events, alarms, armedBy: (executionId) => armedBy(folder.armed, executionId) }));
  if (storage.setAside) alarms.raise({ code: 'DATABASE_SET_ASIDE', message: setAsideText(storage.setAside) });
  const recoveries = new RecoveryList({ events, clock: systemClock });
  return { events, alarms, configs, care, clockWatch, recoveries };
}

function openCareOf(
  { loaded, config, folder, storage, log }: Foundation,
  { configs, alarms }: Pick<Watching, 'configs' | 'alarms'>,
): Care {
  return openCare({
    dataDir: folder.dir,
    careEntry: INSTALLED.careEntry,
    passphrase: config.storage.encryption?.passphrase,
    configFile: loaded.file,
    stationId: config.station.id,
    version: VERSION,
    config: () => configs.inEffect.storage,
    ...{ store: storage, alarms, clock: systemClock, log },
  });
}

function watchTls({ http, config, tlsFiles, log }: Foundation, alarms: Alarms, undo: AsyncDisposableStack): void {
  const { tls } = config.server;
  if (http instanceof TlsServer && tls && tlsFiles)
    undo.use(new TlsWatch({ ...{ server: http, config: tls, inUse: tlsFiles, alarms, log }, now: Date.now }));
}

function setAsideText({ folder, reason, salvaged, lost }: SetAside): string {
  return `${reason}. ${salvaged} executions were taken over, ${lost} could not be read; the files are in ${folder}`;
}
