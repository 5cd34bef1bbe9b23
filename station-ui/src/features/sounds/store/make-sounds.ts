/** Listens to what happens, and lets it be heard. */
import type { BatchStore } from '../../batches/store/batch-store.ts';
import { batchesBySlot } from '../../batches/store/batch-store.ts';
import type { EntryStore } from '../../serial-entry/store/entry-store.ts';
import { cuesOfAlarms, cuesOfBatches, type SoundCue } from './sound-cues.ts';
import type { PlaySound } from './sound-player.ts';
import type { SoundStore } from './sound-store.ts';

export interface SoundSources {
  readonly sounds: SoundStore;
  readonly batches: BatchStore;
  readonly entry: EntryStore;
  readonly play: PlaySound;
}

export function makeSounds({ sounds, batches, entry, play }: SoundSources): void {
  const playAll = (cues: readonly SoundCue[]) => {
    if (sounds.getState().isOn) for (const cue of cues) play(cue);
  };
  batches.subscribe(({ states }, { states: before }) => {
    if (states === before || before.streamId === null) return;
    playAll(cuesOfBatches(batchesBySlot(before), batchesBySlot(states)));
    if (states.alarms !== before.alarms) playAll(cuesOfAlarms(before.alarms, states.alarms));
  });
  entry.subscribe(({ notice }, { notice: before }) => {
    if (notice !== before && notice && isRefusal(notice.type)) playAll(['refused']);
  });
}

const isRefusal = (type: string) => type === 'refused' || type === 'error' || type === 'badgeRefused';
