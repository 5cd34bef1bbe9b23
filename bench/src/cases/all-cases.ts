import type { BenchCase } from '../bench-case.ts';
import { durableStep } from './durable-step.ts';
import { fullCommit } from './full-commit.ts';
import { nodeSpawn } from './node-spawn.ts';
import { zmqRoundTrip } from './zmq-round-trip.ts';

/** In the order in which they run: what others are compared with comes first. */
export const CASES: readonly BenchCase[] = [nodeSpawn, zmqRoundTrip, fullCommit, durableStep];
