import { existsSync, readFileSync } from 'node:fs';
import type { SequenceComplete, StepProgress } from '@neurohub/contracts/events';
import type { TestStation } from '../harness/test-station.ts';
import type { History } from './history.ts';

/** Writes down what the station tells over its socket, from now to its end. */
export async function watchStation(station: TestStation, history: History): Promise<void> {
  const { socket } = await station.subscribe();
  socket.on('step_progress', (event: StepProgress) => history.progress(event));
  socket.on('sequence_complete', (event: SequenceComplete) => history.complete(event));
}

/** How many lines a sequence has told its witness file. */
export function witnessedTimes(file: string): number {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}
