import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { PlaySound } from '../store/sound-player.ts';
import { type SoundStore, switchSounds } from '../store/sound-store.ts';
import classes from './sound-switch.module.css';

/** Sounds on or off, on this computer. */
export function SoundSwitch({ store, play }: { store: SoundStore; play: PlaySound }) {
  const { t } = useTranslation();
  const isOn = useStore(store, (state) => state.isOn);
  return (
    <button
      type="button"
      className={classes['switch']}
      aria-pressed={isOn}
      aria-label={t('sounds.label')}
      title={t(isOn ? 'sounds.on' : 'sounds.off')}
      onClick={() => switchSounds(store, !isOn, play)}
    >
      <svg viewBox="0 0 24 24" width="1.375rem" height="1.375rem" aria-hidden="true" focusable="false">
        <path
          d={`M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z${isOn ? 'M15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11' : 'M16 9.5l5 5M21 9.5l-5 5'}`}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    </button>
  );
}
