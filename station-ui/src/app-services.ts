/** Builds every store once, connects them to the service, and ends them. The only place that knows all features. */

import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { createContext, useContext } from 'react';
import { leaveWhenSignedOut, takeOver } from './features/auth/api/auth-api.ts';
import {
  addProgress,
  createHistoryStore,
  type HistoryStore,
  loadRecord,
} from './features/batch-detail/store/history-store.ts';
import { type BatchStore, batchesBySlot, createBatchStore } from './features/batches/store/batch-store.ts';
import { createLogFeed, type LogFeed } from './features/logs/store/log-feed.ts';
import { addLog, clearLogs, createLogStore, type LogStore } from './features/logs/store/log-store.ts';
import { endManual, sendManualCommand, takeManual } from './features/manual/api/manual-api.ts';
import { createManualController, type ManualController } from './features/manual/store/manual-store.ts';
import { sendAnswer } from './features/prompts/api/prompt-api.ts';
import { createPromptArming } from './features/prompts/store/prompt-arming.ts';
import { createPromptController, type PromptController } from './features/prompts/store/prompt-controller.ts';
import { createPromptStore, keepOnly, type PromptStore } from './features/prompts/store/prompt-store.ts';
import { fetchRecord } from './features/results/api/results-api.ts';
import { createResultsStore, loadResults, type ResultsStore } from './features/results/store/results-store.ts';
import { startSequence, stopSequence } from './features/serial-entry/api/sequence-commands.ts';
import { createEntryController, type EntryController } from './features/serial-entry/store/entry-controller.ts';
import { createEntryStore, type EntryStore } from './features/serial-entry/store/entry-store.ts';
import { createSettingsStore, type SettingsStore } from './features/settings/store/settings-store.ts';
import { breakLease, fetchShared } from './features/shared/api/shared-api.ts';
import {
  createSharedStore,
  loadShared,
  type SharedStore,
  sharesSomething,
  takeAway,
} from './features/shared/store/shared-store.ts';
import { fetchShift } from './features/shift/api/shift-api.ts';
import { createShiftStore, type ShiftStore } from './features/shift/store/shift-store.ts';
import { makeSounds } from './features/sounds/store/make-sounds.ts';
import { createSoundPlayer, type PlaySound } from './features/sounds/store/sound-player.ts';
import { createSoundStore, type SoundStore } from './features/sounds/store/sound-store.ts';
import {
  createStationStore,
  loadStation,
  type StationStore,
  screenSettings,
} from './features/station/store/station-store.ts';
import { SYNC_API } from './features/sync/api/sync-api.ts';
import { createSyncStore, loadSync, type SyncStore } from './features/sync/store/sync-store.ts';
import { newCommandId } from './lib/command-id.ts';
import { nextPicture } from './lib/paced-frames.ts';
import {
  type ConnectionStore,
  countMalformed,
  createConnectionStore,
  enterLive,
  leaveLive,
} from './socket/connection-store.ts';
import type { ServerEvent } from './socket/server-event.ts';
import { connectSocket, type SocketHandlers } from './socket/socket-client.ts';

export interface AppServices {
  readonly connection: ConnectionStore;
  readonly station: StationStore;
  readonly batches: BatchStore;
  readonly entry: EntryStore;
  readonly entryController: EntryController;
  readonly prompts: PromptStore;
  readonly promptController: PromptController;
  readonly results: ResultsStore;
  readonly logs: LogStore;
  readonly logFeed: LogFeed;
  readonly manual: ManualController;
  readonly shared: SharedStore;
  /** Of the execution on the page of a batch. */
  readonly history: HistoryStore;
  readonly settings: SettingsStore;
  readonly sync: SyncStore;
  readonly shift: ShiftStore;
  readonly sounds: SoundStore;
  readonly playSound: PlaySound;
  /** Takes a shared instrument away from the batch that has it. */
  takeAway(lease: { id: string; reason: string }): void;
  close(): void;
}

export function startAppServices(): AppServices {
  const connection = createConnectionStore(Date.now());
  const station = createStationStore();
  const batches = createBatchStore();
  const entry = createEntryStore();
  const prompts = createPromptStore();
  const results = createResultsStore();
  const logs = createLogStore();
  const logFeed = createLogFeed();
  const shared = createSharedStore();
  const history = createHistoryStore();
  const sync = createSyncStore();
  const manual = createManualController({
    take: (batchId) => takeManual(socket.ask, batchId),
    ...{ send: sendManualCommand, end: endManual, now: () => new Date().toISOString() },
  });
  const shift = createShiftStore(fetchShift);
  const sounds = createSoundStore();
  const playSound = createSoundPlayer();
  const promptController = createPromptController({ store: prompts, send: sendAnswer, newCommandId, problemOf });
  const arming = createPromptArming(() => performance.now());
  const entryController = createEntryController({
    store: entry,
    settings: () => screenSettings(station),
    answer: (batchId, prompt, value) => void promptController.answer(batchId, prompt, value),
    isArmed: arming.isArmed,
    takeBadge: (badge) => takeOver({ badge }),
    batches: () => batchesBySlot(batches.getState().stream),
    isLive: () => connection.getState().phase === 'live',
    start: startSequence,
    stop: stopSequence,
    newCommandId,
    problemOf,
  });
  batches.subscribe(({ states }, before) => {
    if (states === before.states) return;
    const views = batchesBySlot(states);
    entryController.onBatches(views);
    views.forEach(manual.onBatch);
    const open = views.flatMap(({ execution }) => execution?.prompts ?? []);
    arming.note(open);
    keepOnly(prompts, open);
  });
  makeSounds({ sounds, batches, entry, play: playSound });
  const socket = connectSocket(
    handlersFor({ connection, station, batches, results, logs, logFeed, manual, shared, sync, history, shift }),
  );
  void loadStation(station);
  return {
    ...{ settings: createSettingsStore(), sync, shift, sounds, playSound, history, logFeed, manual },
    ...{ connection, station, batches, entry, entryController, prompts, promptController, results, logs, shared },
    takeAway: (lease) => void takeAway(shared, SHARED_API, lease),
    close: socket.close,
  };
}

const SHARED_API = { fetch: fetchShared, break: breakLease };

type LiveStores = Pick<
  AppServices,
  | 'connection'
  | 'station'
  | 'batches'
  | 'results'
  | 'logs'
  | 'logFeed'
  | 'manual'
  | 'shared'
  | 'sync'
  | 'history'
  | 'shift'
>;

function handlersFor(stores: LiveStores): SocketHandlers {
  const { connection, station, batches, results, logs, logFeed, manual, shared, sync, history, shift } = stores;
  return {
    onSnapshot: (snapshot) => {
      const { streamId, batches: before } = batches.getState().stream;
      const isReconnected = connection.getState().phase !== 'live';
      if (streamId !== null && streamId !== snapshot.streamId) clearLogs(logs);
      batches.getState().dispatch({ type: 'snapshot', snapshot, receivedAtMs: Date.now() });
      enterLive(connection, Date.now());
      // What a batch said before it was heard of is missing as well.
      if (isReconnected || snapshot.batches.some(({ id }) => !Object.hasOwn(before, id)))
        logFeed.onResumed(snapshot.streamId);
      if (snapshot.batches.some(sharesSomething)) void loadShared(shared, SHARED_API);
      void loadRecord(history, fetchRecord);
      if (!isReconnected) return;
      shift.load();
      void loadStation(station);
      void loadSync(sync, SYNC_API);
      void loadResults(results);
    },
    onEvent: (event) => handleEvent(event, stores),
    onDisconnect: () => {
      leaveLive(connection, Date.now());
      logFeed.onBroken();
      manual.onBroken();
    },
    onMalformed: () => countMalformed(connection),
    onRefused: () => void leaveWhenSignedOut(),
  };
}

function handleEvent(event: ServerEvent, stores: LiveStores): boolean {
  const { batches, results, logs, logFeed, shared, sync, history, shift } = stores;
  const { dispatch } = batches.getState();
  switch (event.name) {
    case 'batch_status':
      if (sharesSomething(event.payload.batch)) void loadShared(shared, SHARED_API);
      return dispatch({ type: 'batch_status', batch: event.payload.batch });
    case 'step_progress':
      addProgress(history, event.payload, nextPicture);
      return dispatch({ type: 'step_progress', progress: event.payload });
    case 'sequence_complete':
      void loadResults(results);
      shift.load();
      return dispatch({ type: 'sequence_complete', complete: event.payload });
    case 'alarm':
      return dispatch({ type: 'alarm', alarm: event.payload });
    case 'remote_starts':
      return dispatch({ type: 'remote_starts', remoteStarts: event.payload.items });
    case 'sync_status':
      sync.setState({ status: event.payload });
      return false;
    // A snapshot tells which there are now.
    case 'batches_changed':
      return true;
    case 'log_entry':
      addLog(logs, event.payload);
      logFeed.onLine(event.payload);
      return false;
  }
}

export const AppServicesContext = createContext<AppServices | null>(null);

/** @throws Error outside of the provider. */
export function useAppServices(): AppServices {
  const services = useContext(AppServicesContext);
  if (services === null) throw new Error('useAppServices is used outside of AppServicesContext');
  return services;
}
