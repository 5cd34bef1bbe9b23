/** How the axes of a waveform are told apart: by colour, and by dashes where there are more than colours. Pure. */
export interface Stroke {
  /** Of tokens.css. */
  readonly token: string;
  readonly dash?: readonly number[] | undefined;
}

const TOKENS = ['--series-1', '--series-2', '--series-3', '--series-4'] as const;
const DASHES = [undefined, [8, 4], [2, 3], [10, 3, 2, 3]] as const;

/** @param index of the axis, up to 16 */
export function strokeOf(index: number): Stroke {
  const token = TOKENS[index % TOKENS.length] ?? TOKENS[0];
  return { token, dash: DASHES[Math.floor(index / TOKENS.length) % DASHES.length] };
}
