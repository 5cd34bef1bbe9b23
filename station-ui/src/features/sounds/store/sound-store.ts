/** Whether this computer makes sounds; it remembers. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlaySound } from './sound-player.ts';

const KEPT_AS = 'station.sounds';

export interface SoundState {
  readonly isOn: boolean;
}
export type SoundStore = StoreApi<SoundState>;

export function createSoundStore(): SoundStore {
  return createStore<SoundState>(() => ({ isOn: readKept() }));
}

/** What is switched on is heard at once. */
export function switchSounds(store: SoundStore, isOn: boolean, play: PlaySound): void {
  store.setState({ isOn });
  try {
    localStorage.setItem(KEPT_AS, isOn ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing: it counts until the page is closed.
  }
  if (isOn) play('pass');
}

function readKept(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) !== 'off';
  } catch {
    return true;
  }
}
