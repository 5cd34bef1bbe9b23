import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DEPLOYMENT_STATES, type WantedPackages, wantedPackagesSchema } from '@neurohub/contracts/hub-registry';
import { idSchema, timestampSchema } from '@neurohub/contracts/record';
import { currentVersionSchema, replaceFile, versionPinSchema } from '@neurohub/package-kit';
import * as z from 'zod';
import type { Logger } from '../../core/logger.ts';

const settledSchema = z.strictObject({
  state: z.enum(['active', 'refused', 'rolledBack']),
  message: z.string().optional(),
});

/** What a place had before another version is tried there. */
const beforeSchema = z.union([
  z.strictObject({ pointer: currentVersionSchema }),
  z.strictObject({ pin: versionPinSchema.nullable() }),
]);
export type PlaceBefore = z.infer<typeof beforeSchema>;

const trialSchema = z.strictObject({
  deploymentId: z.uuid(),
  name: z.string(),
  batchId: idSchema.nullable(),
  before: beforeSchema,
});
/** Another version is being tried. What is found at the start of the station was cut off by its end. */
export type Trial = z.infer<typeof trialSchema>;

const journalSchema = z.strictObject({
  formatVersion: z.literal(1),
  askedAt: timestampSchema.nullable(),
  wanted: wantedPackagesSchema,
  settled: z.record(z.uuid(), settledSchema).describe('by deployment; only of wanted ones'),
  reports: z
    .record(z.uuid(), z.strictObject({ state: z.enum(DEPLOYMENT_STATES), message: z.string().optional() }))
    .describe('by deployment, the latest only: NeuroHub has not been told yet'),
  trial: trialSchema.nullable(),
  cutOff: z.record(z.uuid(), z.int().positive()).describe('how often a trial was cut off, by deployment'),
});
export type PullState = Readonly<Omit<z.infer<typeof journalSchema>, 'formatVersion'>>;

const NOTHING: WantedPackages = { tag: 'none', packages: [] };
const EMPTY: PullState = { askedAt: null, wanted: NOTHING, settled: {}, reports: {}, trial: null, cutOff: {} };

/** What is wanted, how it ended, and what NeuroHub has to be told: a file, so that it goes on without the network, and after any end. */
export class PullJournal {
  readonly #file: string;
  #state: PullState;

  /** One that cannot be read is begun anew: NeuroHub says again what is wanted. */
  static async open(file: string, log: Pick<Logger, 'warn'>): Promise<PullJournal> {
    return new PullJournal(file, await readJournal(file, log));
  }

  private constructor(file: string, state: PullState) {
    this.#file = file;
    this.#state = state;
  }

  get state(): PullState {
    return this.#state;
  }

  /** On disk when it resolves; as it was when it does not. One after the other: nobody else changes it. */
  async change(change: Partial<PullState>): Promise<void> {
    const state = { ...this.#state, ...change };
    await mkdir(dirname(this.#file), { recursive: true });
    await replaceFile(this.#file, `${JSON.stringify({ formatVersion: 1, ...state }, null, 2)}\n`);
    this.#state = state;
  }
}

async function readJournal(file: string, log: Pick<Logger, 'warn'>): Promise<PullState> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return EMPTY;
  try {
    const { formatVersion: _, ...state } = journalSchema.parse(JSON.parse(text));
    return state;
  } catch (err) {
    log.warn({ file, err }, 'what NeuroHub wanted cannot be read, and is asked for again');
    return EMPTY;
  }
}
