/** When each step of an execution ran, and when it waited: the bars of a timeline. Pure. */
import type { ExecutionRecord, StepRecord } from '@neurohub/contracts/record';
import type { ExecutionView, StepView } from '@neurohub/contracts/rest';
import type { StepStatus } from '@neurohub/contracts/vocabulary';

/** What somebody waited for, or that it stood. */
export const WAIT_KINDS = ['operator', 'instrument', 'peers', 'paused', 'interrupted'] as const;
export type WaitKind = (typeof WAIT_KINDS)[number];

export interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: 'ran' | WaitKind;
  /** Of what ran. */
  readonly status?: StepStatus;
}

export interface TimelineRow {
  /** Absent for what is between the steps: pauses and interruptions. */
  readonly step?: Pick<StepView, 'name' | 'displayName'>;
  readonly bars: readonly Bar[];
  readonly attempts: number;
  /** Without its waits. */
  readonly ranMs: number;
  readonly waitedMs: Readonly<Partial<Record<WaitKind, number>>>;
}

export interface Timeline {
  readonly fromMs: number;
  readonly toMs: number;
  readonly rows: readonly TimelineRow[];
}

export interface TimelineParts {
  readonly execution: ExecutionView;
  readonly attempts: readonly StepRecord[];
  readonly record: Pick<ExecutionRecord, 'pauses' | 'interruptions'> | undefined;
  /** By the clock of the service. */
  readonly nowMs: number;
}

export function timelineOf({ execution, attempts, record, nowMs }: TimelineParts): Timeline {
  const endMs = execution.endedAt === undefined ? nowMs : Date.parse(execution.endedAt);
  const byStep = Map.groupBy<string, StepView>([...attempts, ...runningOf(execution, nowMs)], ({ name }) => name);
  const rows = execution.steps.flatMap((step): TimelineRow[] => {
    const own = byStep.get(step.name) ?? [];
    const bars = own.flatMap((attempt) => barsOf(attempt, endMs));
    return bars.length === 0 ? [] : [{ step, ...summed(bars), attempts: own.length }];
  });
  const between = [...betweenSteps(record, endMs), ...waitNow(execution, rows, nowMs)];
  const all = between.length === 0 ? rows : [{ ...summed(between), attempts: 0 }, ...rows];
  const begun = Date.parse(execution.startedAt ?? execution.acceptedAt);
  const fromMs = Math.min(begun, ...all.flatMap(({ bars }) => bars.map((bar) => bar.fromMs)));
  const lastMs = Math.max(...all.flatMap(({ bars }) => bars.map((bar) => bar.toMs)));
  return { fromMs, toMs: Math.max(endMs, lastMs, fromMs + 1), rows: all };
}

/** With the questions that are open. */
function runningOf({ steps, prompts }: ExecutionView, nowMs: number): StepView[] {
  const open = (name: string) => prompts.filter(({ step }) => step === name);
  return steps
    .filter(({ status }) => status === 'running')
    .map((step) => ({
      ...step,
      prompts: open(step.name).map((prompt) => ({ ...prompt, waitedMs: nowMs - Date.parse(prompt.askedAt) })),
    }));
}

/** What it waits for before its next step, which is not known by name: since the last one has ended. */
function waitNow({ waitingFor, steps }: ExecutionView, rows: readonly TimelineRow[], nowMs: number): Bar[] {
  const isBetween = steps.every(({ status }) => status !== 'running');
  if (!isBetween || (waitingFor !== 'instrument' && waitingFor !== 'peers')) return [];
  const fromMs = Math.max(0, ...rows.flatMap(({ bars }) => bars.map(({ toMs }) => toMs)));
  return fromMs === 0 ? [] : waited({ kind: waitingFor, fromMs, toMs: nowMs });
}

/** Waits for others come before a step begins; those for the operator are within it. */
function barsOf(
  { status, startedAt, durationMs, waitForPeersMs = 0, waitForResourceMs = 0, prompts = [] }: StepView,
  endMs: number,
): Bar[] {
  if (startedAt === undefined) return [];
  const fromMs = Date.parse(startedAt);
  const toMs = durationMs === undefined ? Math.max(fromMs, endMs) : fromMs + durationMs;
  const lentMs = fromMs - waitForResourceMs;
  const asked = prompts.map(({ askedAt, waitedMs }): Bar => {
    const from = Math.max(fromMs, Date.parse(askedAt));
    return { kind: 'operator', fromMs: from, toMs: Math.min(toMs, from + waitedMs) };
  });
  return [
    ...waited({ kind: 'peers', fromMs: lentMs - waitForPeersMs, toMs: lentMs }),
    ...waited({ kind: 'instrument', fromMs: lentMs, toMs: fromMs }),
    ...between(asked, { fromMs, toMs, status }),
  ];
}

const waited = (bar: Bar): Bar[] => (bar.toMs > bar.fromMs ? [bar] : []);

/** What ran is cut by the waits in it. */
function between(waits: readonly Bar[], { fromMs, toMs, status }: Omit<Bar, 'kind'> & { status: StepStatus }): Bar[] {
  const bars: Bar[] = [];
  let at = fromMs;
  for (const wait of waits.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (wait.toMs <= at) continue;
    const begin = Math.max(at, wait.fromMs);
    if (begin > at) bars.push({ kind: 'ran', status, fromMs: at, toMs: begin });
    bars.push({ ...wait, fromMs: begin });
    at = wait.toMs;
  }
  return toMs > at || bars.length === 0 ? [...bars, { kind: 'ran', status, fromMs: at, toMs }] : bars;
}

function betweenSteps(record: TimelineParts['record'], endMs: number): Bar[] {
  const end = (at: string | undefined) => (at === undefined ? endMs : Date.parse(at));
  const pauses = record?.pauses?.map(
    ({ at, continuedAt }): Bar => ({ kind: 'paused', fromMs: Date.parse(at), toMs: end(continuedAt) }),
  );
  const lost = record?.interruptions?.map(
    ({ at, resumedAt }): Bar => ({ kind: 'interrupted', fromMs: Date.parse(at), toMs: end(resumedAt) }),
  );
  return [...(pauses ?? []), ...(lost ?? [])].flatMap(waited);
}

function summed(bars: readonly Bar[]): Pick<TimelineRow, 'bars' | 'ranMs' | 'waitedMs'> {
  const waitedMs: Partial<Record<WaitKind, number>> = {};
  let ranMs = 0;
  for (const { kind, fromMs, toMs } of bars) {
    if (kind === 'ran') ranMs += toMs - fromMs;
    else waitedMs[kind] = (waitedMs[kind] ?? 0) + toMs - fromMs;
  }
  return { bars, ranMs, waitedMs };
}

/** Neighbours of one kind that nobody could tell apart become one bar: there are never more than the picture is wide. */
export function joinClose(bars: readonly Bar[], closeMs: number): Bar[] {
  const joined: Bar[] = [];
  for (const bar of bars.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = joined.at(-1);
    const isSame = last?.kind === bar.kind && last.status === bar.status && bar.fromMs - last.toMs <= closeMs;
    if (last && isSame) joined[joined.length - 1] = { ...last, toMs: Math.max(last.toMs, bar.toMs) };
    else joined.push(bar);
  }
  return joined;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400] as const;

/** Where the scale has its marks, in milliseconds from the beginning: round, and at most so many. */
export function marksOf(lengthMs: number, most: number): number[] {
  const seconds = lengthMs / 1000;
  const step = STEPS.find((one) => seconds / one <= most) ?? Math.ceil(seconds / most / 86_400) * 86_400;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step * 1000);
}
