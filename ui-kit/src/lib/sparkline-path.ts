/** The picture of a series as an SVG path. Pure. */
import type { Series } from '@neurohub/contracts/record';

type Preview = Series['preview'][number];

export interface Sparkline {
  /** Path data for a stroke, in a box of the given size. */
  readonly path: string;
  readonly low: number;
  readonly high: number;
}

/** Each stretch as a vertical line from its lowest to its highest value, joined with the next; a gap where nothing is finite. */
export function sparkline(preview: Preview, width: number, height: number): Sparkline | null {
  const finite = preview.filter((stretch) => stretch !== null);
  if (finite.length === 0) return null;
  const low = Math.min(...finite.map(([lowest]) => lowest));
  const high = Math.max(...finite.map(([, highest]) => highest));
  const x = (index: number) => round(preview.length === 1 ? width / 2 : (index / (preview.length - 1)) * width);
  const y = (value: number) => round(high === low ? height / 2 : height - ((value - low) / (high - low)) * height);
  let isJoined = false;
  const parts = preview.flatMap((stretch, index) => {
    const command = isJoined ? 'L' : 'M';
    isJoined = stretch !== null;
    if (stretch === null) return [];
    const [lowest, highest] = stretch;
    return [`${command}${x(index)} ${y(lowest)}`, `L${x(index)} ${y(highest)}`];
  });
  return { path: parts.join(' '), low, high };
}

const round = (position: number) => Math.round(position * 100) / 100;
