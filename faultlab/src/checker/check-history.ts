/**
 * Compares what the outside saw of a station with what its database holds. Pure: both come as values, findings go out as values.
 */
import { isDeepStrictEqual } from 'node:util';
import type { AcknowledgedStep, History, RequestedTest } from './history.ts';
import type { StoredExecution, StoredStation } from './station-database.ts';

export type FindingKind =
  | 'stepLost' // acknowledged to the outside, and not in the database as it was shown
  | 'stepDoubled' // one attempt or one sequence number twice, or a hole in the numbers
  | 'falseVerdict' // PASS or FAIL of an execution that was broken, or not the truth about the device
  | 'executionLost' // answered with an executionId, and unknown to the database
  | 'executionDoubled' // one request became two executions
  | 'notClosed' // still open after the station has started again
  | 'cleanupMissing' // begun, its worker was not killed (the service may have been), and nothing was cleaned up
  | 'cleanupDoubled'
  | 'streamGap' // the socket left a committed event out
  | 'outboxWrong' // a closed execution without its one outbox row
  | 'resultNotSent' // these four are about what has arrived at the backend
  | 'resultDoubled'
  | 'resultAltered'
  | 'resultUnknown'
  | 'databaseDamaged'
  | 'processLeft' // these two are reported by whoever looks at processes
  | 'notRecovered';

export interface Finding {
  kind: FindingKind;
  executionId?: string;
  text: string;
}

export interface CheckOptions {
  /** The station has been up since the last death, so that nothing may be open any more. */
  restarted: boolean;
  /** Executions go on after the death of their process: nobody listened meanwhile, and each process may have cleaned up. @default false */
  resumes?: boolean;
}

export function checkHistory(
  history: History,
  stored: StoredStation,
  { restarted, resumes = false }: CheckOptions,
): Finding[] {
  const byId = new Map(stored.executions.map((execution) => [execution.id, execution]));
  const requests = new Map(history.requested.map((request) => [request.serialNumber, request]));
  return [
    ...stored.damages.map((text): Finding => ({ kind: 'databaseDamaged', text })),
    ...history.acknowledged.flatMap((seen) => checkAcknowledged(seen, byId.get(seen.executionId))),
    ...checkRequests(history, stored),
    ...[...history.streams].flatMap(([executionId, stream]) => checkStream(executionId, stream, resumes)),
    ...stored.executions.flatMap((execution) => [
      ...checkNumbers(execution),
      ...checkVerdict(execution, { history, request: requests.get(execution.serialNumber) }),
      ...checkEnd(execution, restarted),
      ...checkCleanup(execution, history, resumes),
    ]),
  ];
}

/** Every field. The hash that the station keeps of the event holds what the outside does not see: how long the execution had run, … */
function checkAcknowledged(
  { executionId, seq, step }: AcknowledgedStep,
  stored: StoredExecution | undefined,
): Finding[] {
  const kept = stored?.steps.find((row) => row.seq === seq);
  const event = stored?.events.find((row) => row.seq === seq);
  const what = `seq ${seq}, step "${step.name}" attempt ${step.attempt}`;
  if (!kept || !event) return [{ kind: 'stepLost', executionId, text: `${what} is not in the database` }];
  if (!isDeepStrictEqual(kept.step, step))
    return [{ kind: 'stepLost', executionId, text: `${what} is stored with other content` }];
  return [];
}

function checkRequests({ accepted, requested }: History, { executions }: StoredStation): Finding[] {
  const bySerial = Map.groupBy(executions, ({ serialNumber }) => serialNumber);
  const doubled = requested.flatMap(({ serialNumber }): Finding[] => {
    const count = bySerial.get(serialNumber)?.length ?? 0;
    return count > 1
      ? [{ kind: 'executionDoubled', text: `${serialNumber} was asked for once and has ${count} executions` }]
      : [];
  });
  const lost = [...accepted].flatMap(([serialNumber, executionId]): Finding[] => {
    const isKept = bySerial.get(serialNumber)?.some(({ id }) => id === executionId);
    return isKept
      ? []
      : [{ kind: 'executionLost', executionId, text: `accepted for ${serialNumber}, not in the database` }];
  });
  return [...doubled, ...lost];
}

function checkNumbers({ id: executionId, events, steps }: StoredExecution): Finding[] {
  const findings: Finding[] = [];
  const numbers = events.map(({ seq }) => seq);
  if (!isCounting(numbers))
    findings.push({ kind: 'stepDoubled', executionId, text: `events are not 1..n: ${numbers.join(' ')}` });
  const attempts = steps.map(({ step }) => `${turnOf(step)} #${step.attempt}`);
  for (const twice of repeatedOf(attempts))
    findings.push({ kind: 'stepDoubled', executionId, text: `${twice} is stored twice` });
  for (const twice of repeatedOf(steps.map(({ seq }) => `seq ${seq}`)))
    findings.push({ kind: 'stepDoubled', executionId, text: `${twice} belongs to two steps` });
  for (const { step } of steps)
    for (const twice of repeatedOf(step.measurements.map(({ name }) => name)))
      findings.push({
        kind: 'stepDoubled',
        executionId,
        text: `measurement "${twice}" of "${step.name}" is stored twice`,
      });
  const ended = events.filter(({ type }) => type === 'stepEnded').length;
  if (ended !== steps.length)
    findings.push({ kind: 'stepLost', executionId, text: `${ended} steps were committed, ${steps.length} are stored` });
  return findings;
}

function checkStream(executionId: string, stream: readonly number[], resumes: boolean): Finding[] {
  return (resumes ? isGrowing(stream) : isCounting(stream))
    ? []
    : [{ kind: 'streamGap', executionId, text: `the socket told ${stream.join(' ')}` }];
}

/** The step, and in loops which turn of them. */
const turnOf = ({ name, iterations = [] }: AcknowledgedStep['step']) =>
  [name, ...iterations.map(({ block, index }) => `${block} ${index}`)].join(', ');
const isCounting = (numbers: readonly number[]) => numbers.every((seq, i) => seq === i + 1);
const isGrowing = (numbers: readonly number[]) => numbers.every((seq, i) => seq > (numbers[i - 1] ?? 0));
const repeatedOf = (names: readonly string[]) => new Set(names.filter((name, i) => names.indexOf(name) !== i));

function checkVerdict(
  { id: executionId, state, verdict, stepCount, steps }: StoredExecution,
  { history, request }: { history: History; request: RequestedTest | undefined },
): Finding[] {
  const finding = (text: string): Finding[] => [{ kind: 'falseVerdict', executionId, text }];
  const shown = history.completed.get(executionId)?.execution.verdict;
  if (shown !== undefined && shown !== verdict) return finding(`${shown} was shown, ${verdict} is stored`);
  if (state === 'interrupted' && verdict !== 'ERROR') return finding(`interrupted, and ${verdict}`);
  if (verdict !== 'PASS' && verdict !== 'FAIL') return [];
  if (state !== 'completed') return finding(`${verdict}, and ${state}`);
  if (request && verdict !== request.truth) return finding(`${verdict}, but the device is a ${request.truth}`);
  const last = new Map(steps.map(({ step }) => [turnOf(step), step]));
  const names = new Set(steps.map(({ step }) => step.name));
  if (verdict === 'PASS' && names.size !== stepCount) return finding(`PASS with ${names.size} of ${stepCount} steps`);
  const good = verdict === 'PASS' ? ['passed', 'skipped'] : ['passed', 'skipped', 'failed'];
  const broken = [...last.values()].find(({ status }) => !good.includes(status));
  return broken ? finding(`${verdict}, but "${broken.name}" is ${broken.status}`) : [];
}

function checkEnd({ id: executionId, isClosed, outbox }: StoredExecution, restarted: boolean): Finding[] {
  if (!isClosed) return restarted ? [{ kind: 'notClosed', executionId, text: 'still open after the restart' }] : [];
  return outbox.length === 1
    ? []
    : [{ kind: 'outboxWrong', executionId, text: `closed with ${outbox.length} outbox rows` }];
}

/** Whatever had begun is cleaned up by its worker, alive or orphaned; only one that was killed cannot. */
function checkCleanup(
  { id: executionId, serialNumber, steps }: StoredExecution,
  history: History,
  resumes: boolean,
): Finding[] {
  const times = history.cleanups.get(serialNumber) ?? 0;
  if (times > 1 && !resumes) return [{ kind: 'cleanupDoubled', executionId, text: `cleaned up ${times} times` }];
  const hadBegun = steps.some(({ step }) => step.group === 'main');
  if (times >= 1 || !hadBegun || history.workerKilled.has(serialNumber)) return [];
  return [{ kind: 'cleanupMissing', executionId, text: 'its worker was not killed, and did not clean up' }];
}
