/** Makes the sounds, out of nothing but oscillators. What is heard can always be seen as well. */
import type { SoundCue } from './sound-cues.ts';

interface Tone {
  /** Hz */
  readonly pitch: number;
  /** Seconds after the beginning of the cue, and how long. */
  readonly at: number;
  readonly length: number;
  readonly wave?: OscillatorType;
}

/** Told apart by direction, rhythm and timbre, not by pitch alone: rising is good, falling and rough is not, two bells are a question. */
const TONES: Readonly<Record<SoundCue, readonly Tone[]>> = {
  pass: [
    { pitch: 659, at: 0, length: 0.12 },
    { pitch: 988, at: 0.13, length: 0.28 },
  ],
  fail: [
    { pitch: 330, at: 0, length: 0.25, wave: 'sawtooth' },
    { pitch: 208, at: 0.27, length: 0.5, wave: 'sawtooth' },
  ],
  fault: [
    { pitch: 262, at: 0, length: 0.14, wave: 'square' },
    { pitch: 262, at: 0.22, length: 0.14, wave: 'square' },
    { pitch: 262, at: 0.44, length: 0.14, wave: 'square' },
  ],
  question: [
    { pitch: 784, at: 0, length: 0.3, wave: 'triangle' },
    { pitch: 622, at: 0.25, length: 0.45, wave: 'triangle' },
  ],
  alarm: [0, 0.14, 0.28, 0.42].map((at) => ({ pitch: 1175, at, length: 0.09, wave: 'square' as const })),
  refused: [
    { pitch: 185, at: 0, length: 0.09, wave: 'square' },
    { pitch: 185, at: 0.13, length: 0.09, wave: 'square' },
  ],
};
const LOUDNESS = 0.25;
/** Between two cues that would sound at once. */
const GAP_S = 0.15;
/** What would be heard later than this is given up for what has happened now: the newest is never the one that is not heard. */
const LONGEST_QUEUE_S = 3;

export type PlaySound = (cue: SoundCue) => void;

/** A browser without sound, or one that wants a key to be pressed first, stays silent. */
export function createSoundPlayer(): PlaySound {
  let context: AudioContext | null = null;
  let freeAt = 0;
  let scheduled: OscillatorNode[] = [];
  return (cue) => {
    context ??= newContext();
    if (!context) return;
    if (context.state === 'suspended') void context.resume();
    const nowS = context.currentTime;
    // A browser that is busy, or waits for a key, lets its clock of sounds stand: the queue would stay full.
    if (freeAt - nowS > LONGEST_QUEUE_S) {
      for (const oscillator of scheduled.splice(0)) oscillator.stop();
      freeAt = nowS;
    }
    const begin = Math.max(nowS, freeAt);
    if (begin === nowS) scheduled = [];
    for (const tone of TONES[cue]) scheduled.push(playTone(context, tone, begin + tone.at));
    freeAt = begin + Math.max(...TONES[cue].map(({ at, length }) => at + length)) + GAP_S;
  };
}

function newContext(): AudioContext | null {
  return 'AudioContext' in globalThis ? new AudioContext() : null;
}

function playTone(context: AudioContext, { pitch, length, wave = 'sine' }: Tone, at: number): OscillatorNode {
  const oscillator = new OscillatorNode(context, { type: wave, frequency: pitch });
  const gain = new GainNode(context, { gain: 0 });
  // Rough waves are louder to the ear.
  const loudness = wave === 'sine' || wave === 'triangle' ? LOUDNESS : LOUDNESS / 2;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loudness, at + 0.01);
  gain.gain.setValueAtTime(loudness, at + length - 0.03);
  gain.gain.linearRampToValueAtTime(0, at + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + length);
  return oscillator;
}
