import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, by a whole run on two cores. What is missing here is only begun later. */
const LONGEST = [
  'resume',
  'safe-stop',
  'recovery',
  'new-and-check',
  'manual-control',
  'storage-io-errors',
  'power-cut',
  'neurohub-dashboard',
  'run-control',
  'operator-prompts',
  'chaos',
  'failure-rows',
  'hardware-errors',
  'shared-instruments',
  'health',
  'clock-jumps',
  'kill-points',
  'operator',
  'aging-example',
  'hub-packages',
  'time-to-safe',
];

/** Begins with the longest: one that is begun last would run alone at the end, while the other places are empty. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
