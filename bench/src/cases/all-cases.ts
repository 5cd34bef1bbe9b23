import type { BenchCase } from '../bench-case.ts';
import { api } from './api.ts';
import { durableStep } from './durable-step.ts';
import { eventAtBrowser } from './event-at-browser.ts';
import { eventAtClient } from './event-at-client.ts';
import { executor } from './executor.ts';
import { fsyncs } from './fsyncs.ts';
import { fullCommit } from './full-commit.ts';
import { hub } from './hub.ts';
import { limits } from './limits.ts';
import { memory } from './memory.ts';
import { nodeSpawn } from './node-spawn.ts';
import { packageLoad } from './package-load.ts';
import { parallelBatches } from './parallel-batches.ts';
import { resultsAndStatistics } from './results-and-statistics.ts';
import { scpi } from './scpi.ts';
import { series } from './series.ts';
import { slowDisk } from './slow-disk.ts';
import { stationStart } from './station-start.ts';
import { workerHello } from './worker-hello.ts';
import { zmqRoundTrip } from './zmq-round-trip.ts';

/** In the order in which they run: what others are compared with comes first. */
export const CASES: readonly BenchCase[] = [
  ...[nodeSpawn, zmqRoundTrip, fullCommit],
  ...[stationStart, packageLoad, workerHello, memory, executor, limits, scpi],
  ...[durableStep, parallelBatches, series, fsyncs, slowDisk],
  ...[api, eventAtClient, eventAtBrowser, resultsAndStatistics, hub],
];
