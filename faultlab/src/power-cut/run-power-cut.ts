/**
 * Cuts the power of a station at any moment of its work, thousands of times over: everything it does to its database is written down
 * once, and the disk as it would be found is put together for each moment. What was told to the outside before has to be there.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomOf } from '../chaos/random.ts';
import { checkHistory, type Finding } from '../checker/check-history.ts';
import { History } from '../checker/history.ts';
import { readStationDatabase } from '../checker/station-database.ts';
import { writeManyStepsPackage } from '../harness/many-steps-package.ts';
import { TestStation } from '../harness/test-station.ts';
import type { DiskEvent } from './disk-event.ts';
import { CUT_STYLES, type CutStyle, DiskModel } from './disk-model.ts';
import { BATCH_IDS, DATABASE_FILES, recordWork, type Work } from './record-work.ts';

const STEP_COUNT = 6;
/** A station is started on this many images, spread over all. */
const STARTS = 5;

export interface PowerCutOptions {
  seed: number;
  images: number;
  /** Devices tested on each of two batches while everything is written down. */
  devices: number;
  /** The database is encrypted by it. */
  passphrase?: string;
}

export interface PowerCutReport {
  seed: number;
  images: Record<CutStyle, number>;
  /** What was asked of the disk, by kind. */
  calls: Record<DiskEvent['kind'], number>;
  /** Steps acknowledged during the work. */
  stepsAcknowledged: number;
  /** Steps acknowledged before the cut, summed over all images: each was looked for. */
  stepsLookedFor: number;
  findings: Finding[];
  /** Images with at least one finding. */
  badImages: number;
  /** Images on which a station was started, got ready and closed what was open. */
  started: number;
  /** The control: images of a disk that does not sync, and how many of them were found to be bad. */
  control: { images: number; bad: number };
}

/** @throws Error where strace cannot trace; see whyNoTrace */
export async function runPowerCut({ seed, images, devices, passphrase }: PowerCutOptions): Promise<PowerCutReport> {
  const workshop = mkdtempSync(join(tmpdir(), 'power-cut-'));
  const station = await TestStation.start({
    packages: [writeManyStepsPackage(workshop, STEP_COUNT)],
    config: passphrase === undefined ? CONFIG : `${CONFIG}storage: { encryption: { passphrase: "${passphrase}" } }\n`,
  });
  try {
    const work = await recordWork({ station, devices, stepCount: STEP_COUNT, seed, workshop });
    await station.kill();
    await station.untilGone();
    const cutting = new Cutting(work, { station, imageDir: join(workshop, 'image'), seed, passphrase });
    await cutting.cut(images, { starts: STARTS });
    const control = new Cutting(work, {
      station,
      imageDir: join(workshop, 'image'),
      seed,
      passphrase,
      neverSyncs: true,
    });
    await control.cut(Math.min(images, 100), { starts: 0 });
    const { findings, badImages, started, stepsLookedFor, stepsAcknowledged } = cutting;
    return {
      ...{ seed, images: cutting.images, calls: countCalls(work.events), stepsAcknowledged, stepsLookedFor },
      ...{ findings, badImages, started, control: { images: Math.min(images, 100), bad: control.badImages } },
    };
  } finally {
    await station.dispose();
    rmSync(workshop, { recursive: true });
  }
}

const CONFIG = `station: { id: POWER, name: Power }
batches:
${BATCH_IDS.map((id) => `  - { id: ${id}, sequence_package: steps_${STEP_COUNT}, auto_start: true }`).join('\n')}
`;

interface CuttingOptions {
  /** Dead, with its folder: images are put into it. */
  station: TestStation;
  imageDir: string;
  seed: number;
  passphrase: string | undefined;
  neverSyncs?: boolean;
}

/** Goes through the work once, from the first call to the last, and cuts the power on the way. */
class Cutting {
  readonly images: Record<CutStyle, number> = { nothing: 0, everything: 0, prefix: 0, anySectors: 0 };
  readonly findings: Finding[] = [];
  badImages = 0;
  started = 0;
  stepsLookedFor = 0;
  readonly #work: Work;
  readonly #options: CuttingOptions;
  readonly #history = new History();

  constructor(work: Work, options: CuttingOptions) {
    this.#work = work;
    this.#options = options;
  }

  get stepsAcknowledged(): number {
    return this.#history.acknowledged.length;
  }

  async cut(images: number, { starts }: { starts: number }): Promise<void> {
    const { before, events, timeline } = this.#work;
    const random = randomOf(this.#options.seed);
    const disk = new DiskModel(before);
    timeline.rewind();
    let applied = 0;
    for (const [number, moment] of moments(images, events.length, random).entries()) {
      for (; applied < moment; applied += 1) this.#apply(disk, events[applied]);
      timeline.tellUntil(events[moment]?.atMs ?? Number.POSITIVE_INFINITY, this.#history);
      const style = CUT_STYLES[number % CUT_STYLES.length] ?? 'nothing';
      this.images[style] += 1;
      const files = disk.cut(style, random);
      this.#judge(files);
      if (starts > 0 && number % Math.ceil(images / starts) === 0) await this.#start(files);
    }
    timeline.tellUntil(Number.POSITIVE_INFINITY, this.#history);
  }

  #apply(disk: DiskModel, event: DiskEvent | undefined): void {
    if (event && !(this.#options.neverSyncs && event.kind === 'sync')) disk.apply(event);
  }

  #judge(files: ReadonlyMap<string, Buffer>): void {
    const history = this.#history;
    this.stepsLookedFor += history.acknowledged.length;
    // Without power nobody cleans up.
    for (const batchId of BATCH_IDS) history.workerDies(batchId);
    for (const serialNumber of history.accepted.keys()) history.cleanups.set(serialNumber, 1);
    const { imageDir } = this.#options;
    rmSync(imageDir, { recursive: true, force: true });
    mkdirSync(imageDir);
    writeFiles(imageDir, files);
    this.#found(() =>
      checkHistory(history, readStationDatabase(imageDir, this.#options.passphrase), { restarted: false }),
    );
  }

  /** The station itself opens the image, and closes what was open. */
  async #start(files: ReadonlyMap<string, Buffer>): Promise<void> {
    const { dataDir } = this.#options.station;
    for (const name of [...DATABASE_FILES, 'station.db-shm']) rmSync(join(dataDir, name), { force: true });
    writeFiles(dataDir, files);
    const station = await this.#options.station.restart();
    await station.stop();
    this.#found(() =>
      checkHistory(this.#history, readStationDatabase(dataDir, this.#options.passphrase), { restarted: true }),
    );
    this.started += 1;
  }

  #found(look: () => Finding[]): void {
    const before = this.findings.length;
    try {
      this.findings.push(...look());
    } catch (thrown) {
      this.findings.push({ kind: 'databaseDamaged', text: `it cannot be read: ${String(thrown)}` });
    }
    if (this.findings.length > before) this.badImages += 1;
  }
}

/** `count` moments before one of the calls, in order. */
function moments(count: number, calls: number, random: () => number): number[] {
  return Array.from({ length: count }, () => Math.floor(random() * calls)).sort((a, b) => a - b);
}

function writeFiles(folder: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
}

function countCalls(events: readonly DiskEvent[]): PowerCutReport['calls'] {
  const count = (kind: DiskEvent['kind']) => events.filter((event) => event.kind === kind).length;
  return { write: count('write'), truncate: count('truncate'), sync: count('sync') };
}
