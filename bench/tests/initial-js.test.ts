import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initialChunks, MOST_INITIAL_KB } from '../src/ui/initial-js.ts';

const DIST = join(import.meta.dirname, '../../station-ui/dist');

test('what the screen loads before it shows anything stays small', () => {
  const chunks = initialChunks(DIST);
  const total = chunks.reduce((sum, { gzipKb }) => sum + gzipKb, 0);
  const table = chunks.map(({ name, gzipKb }) => `${gzipKb.toFixed(1).padStart(7)} KB  ${name}`).join('\n');
  // A closure that found next to nothing would pass for ever.
  expect(chunks.map(({ name }) => name)).toEqual(expect.arrayContaining(['index', 'start']));
  expect(total, `${total.toFixed(1)} KB of ${MOST_INITIAL_KB}:\n${table}`).toBeLessThanOrEqual(MOST_INITIAL_KB);
});
