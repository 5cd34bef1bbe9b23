/** Damaged requests, frames, configurations, manifests and archives: a short run with a fixed seed. Longer: `npm run fuzz`. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FileTargets } from '../src/fuzz/file-targets.ts';
import { takeKept } from '../src/fuzz/kept-inputs.ts';
import { runFuzz } from '../src/fuzz/run-fuzz.ts';
import { StationTargets } from '../src/fuzz/station-targets.ts';

const ROUNDS = 150;
const FRAMES_OF_A_PROCESS = 3;

let files: FileTargets;
let station: StationTargets;
const targets = () => [...station.targets, ...files.targets];
const shown = (findings: Awaited<ReturnType<typeof takeKept>>) =>
  findings.map(({ target, number, problem, input }) => `${target}:${number} ${problem}\n${input.toString('base64')}`);

beforeAll(async () => {
  files = await FileTargets.open();
  station = await StationTargets.open();
});
afterAll(async () => {
  files[Symbol.dispose]();
  await station[Symbol.asyncDispose]();
});

test('what was taken wrongly once is taken as it should be', async () => {
  expect(shown(await takeKept(targets()))).toEqual([]);
});

test('no damaged input makes the station or its tools stumble', async () => {
  const report = await runFuzz({
    ...{ seed: 20261126, targets: targets(), goesOn: (round) => round < ROUNDS },
    isDue: (name, round) => name !== 'ipc' || round < FRAMES_OF_A_PROCESS,
  });
  expect(shown(report.findings)).toEqual([]);
  expect(report.cases).toEqual({
    ...{ http: ROUNDS, socket: ROUNDS, config: ROUNDS, manifest: ROUNDS, archive: ROUNDS },
    ipc: FRAMES_OF_A_PROCESS,
  });
}, 180_000);
