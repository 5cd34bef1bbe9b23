import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../checker/check-history.ts';
import { History } from '../checker/history.ts';
import { readStationDatabase, type StoredExecution } from '../checker/station-database.ts';
import { writeManyStepsPackage } from '../harness/many-steps-package.ts';
import { ChaosStation } from './chaos-station.ts';
import { keepFailure } from './failure-folder.ts';
import { KILL_TARGETS, type Kill, type KillTarget, planKills } from './kill-plan.ts';
import { Operator } from './operator.ts';
import { randomOf } from './random.ts';

const BATCH_IDS = ['b1', 'b2'] as const;
const STEP_COUNT = 40;
const STEP_MS = 3;

export interface ChaosOptions {
  seed: number;
  kills: number;
  /** Interrupted executions go on in a fresh process. @default they are closed */
  resumes?: boolean;
  /** Where to leave the database and the history of the first finding. */
  failureDir?: string;
  onKill?(number: number, kill: Kill): void;
  /** Everything is dead, and nobody has looked yet: tests of the checker break something here. */
  onDeath?(dataDir: string): void;
}

/** The figures of a run; times in milliseconds. */
export interface ChaosReport {
  seed: number;
  durationMs: number;
  kills: Record<KillTarget, number>;
  executions: { accepted: number; stored: number; byEnd: Record<string, number> };
  steps: { stored: number; acknowledged: number };
  findings: Finding[];
  refusals: Record<string, number>;
  /** Of a worker: from its death to its batch being idle again; of the others: from the spawn of the next service to ready. */
  recoveriesMs: Record<KillTarget, number[]>;
  orphanTimesMs: number[];
}

/** Kills worker and service at random moments while two batches test one device after the other, and checks what is left. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, resumes = false, failureDir, onDeath } = options;
  const begun = performance.now();
  const workshop = mkdtempSync(join(tmpdir(), 'chaos-'));
  const witnessDir = join(workshop, 'witness');
  mkdirSync(witnessDir);
  const history = new History();
  const operators: Operator[] = [];
  const station = new ChaosStation({
    station: {
      packages: [writeManyStepsPackage(workshop, STEP_COUNT, { stepMs: STEP_MS })],
      config: configOf(resumes),
    },
    ...{ batchIds: BATCH_IDS, history, resumes },
    readWitnesses: () => operators.forEach((operator) => void operator.readWitnesses()),
    ...(onDeath && { onDeath }),
    onFirstFindings: (findings, checked) => {
      if (failureDir) keepFailure(failureDir, { history, findings, checked, dataDir: station.dataDir });
    },
  });
  for (const [i, batchId] of BATCH_IDS.entries()) {
    const common = { batchId, history, witnessDir, stepCount: STEP_COUNT, random: randomOf(seed + i + 1) };
    operators.push(new Operator({ ...common, station: () => station.up }));
  }
  try {
    const plan = planKills({ seed, count: options.kills, batchIds: BATCH_IDS });
    await strikeAll({ station, operators, plan, ...(options.onKill && { onKill: options.onKill }) });
    const { executions } = readStationDatabase(station.dataDir);
    const durationMs = performance.now() - begun;
    return { seed, durationMs, ...figures({ plan, history, station, operators, executions }) };
  } finally {
    await station.dispose();
    rmSync(workshop, { recursive: true });
  }
}

const configOf = (resumes: boolean) => `station: { id: CHAOS, name: Chaos }
recovery: { max_retries: 10000, backoff_base: 0 }
error_handling: { process_errors: { recovery_mode: ${resumes ? 'resume' : 'full_restart'} } }
batches:
${BATCH_IDS.map((id) => `  - { id: ${id}, sequence_package: steps_${STEP_COUNT}, auto_start: true }`).join('\n')}
`;

interface Strikes {
  station: ChaosStation;
  operators: readonly Operator[];
  plan: readonly Kill[];
  onKill?: NonNullable<ChaosOptions['onKill']>;
}

async function strikeAll({ station, operators, plan, onKill }: Strikes): Promise<void> {
  const evening = new AbortController();
  await station.start();
  const shifts = Promise.all(operators.map((operator) => operator.work(evening.signal)));
  const strikes = (async () => {
    for (const [i, kill] of plan.entries()) {
      onKill?.(i + 1, kill);
      await station.suffer(kill);
    }
    evening.abort();
  })();
  try {
    await Promise.all([strikes, shifts]);
    await station.finish();
  } catch (thrown) {
    evening.abort();
    await station.giveUp(thrown);
  }
}

interface Outcome {
  plan: readonly Kill[];
  history: History;
  station: ChaosStation;
  operators: readonly Operator[];
  executions: readonly StoredExecution[];
}

function figures({ plan, history, station, operators, executions }: Outcome): Omit<ChaosReport, 'seed' | 'durationMs'> {
  const kills = Object.fromEntries(
    KILL_TARGETS.map((name) => [name, plan.filter(({ target }) => target === name).length]),
  );
  return {
    kills: kills as Record<KillTarget, number>,
    executions: {
      accepted: history.accepted.size,
      stored: executions.length,
      byEnd: tally(executions.map(({ verdict, endReason }) => `${verdict} ${endReason}`)),
    },
    steps: {
      stored: executions.reduce((sum, { steps }) => sum + steps.length, 0),
      acknowledged: history.acknowledged.length,
    },
    findings: station.findings,
    refusals: tally(
      operators.flatMap(({ refusals }) => [...refusals].flatMap(([reason, n]) => Array<string>(n).fill(reason))),
    ),
    recoveriesMs: station.recoveriesMs,
    orphanTimesMs: station.orphanTimesMs,
  };
}

function tally(names: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(names, (name) => name);
  return Object.fromEntries([...groups].map(([name, { length }]) => [name, length]).sort());
}
