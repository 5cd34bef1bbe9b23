import { afterEach, expect, it, vi } from 'vitest';
import { createSoundPlayer } from './sound-player.ts';

afterEach(() => void vi.unstubAllGlobals());

it('plays the newest where the clock of sounds stands, and gives up what waits for it', () => {
  const playing = new Set<number>();
  const ramp = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined };
  const node = { connect: (next: unknown) => next, gain: ramp };
  vi.stubGlobal('AudioContext', function AudioContext() {
    return { currentTime: 0, state: 'running', destination: node };
  });
  vi.stubGlobal('GainNode', function GainNode() {
    return node;
  });
  vi.stubGlobal('OscillatorNode', function OscillatorNode(_: unknown, { frequency }: { frequency: number }) {
    const stop = (at?: number) => at === undefined && playing.delete(frequency);
    return { ...node, start: () => playing.add(frequency), stop };
  });
  const play = createSoundPlayer();
  for (let n = 0; n < 4; n += 1) play('question');
  play('pass');
  expect([...playing]).toEqual([659, 988]);
});
