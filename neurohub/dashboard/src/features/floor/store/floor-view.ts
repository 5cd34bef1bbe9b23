/** What the floor shows of a station and its batches: what needs somebody has a tone, everything else is grey. Pure. */
import type { FloorStation, LiveBatch } from '@neurohub/contracts/hub-live';
import type { Verdict } from '@neurohub/contracts/vocabulary';

/** `urgent` and `warning` are the only ones with a colour. */
export type Tone = 'urgent' | 'warning' | 'active' | 'quiet';

/** A word for what a batch does, under `floor.doing`. */
export type Doing =
  | { readonly kind: 'process'; readonly state: 'stopped' | 'starting' | 'stopping' | 'recovering' | 'locked-out' }
  | { readonly kind: 'testing' }
  | { readonly kind: 'waiting'; readonly for: 'operator' | 'instrument' | 'peers' | 'hardware' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'ended'; readonly verdict: Verdict }
  | { readonly kind: 'idle' };

export interface BatchLook {
  readonly doing: Doing;
  readonly tone: Tone;
}

export function lookOf({ processState, execution }: LiveBatch): BatchLook {
  if (processState === 'locked-out') return { doing: { kind: 'process', state: processState }, tone: 'urgent' };
  if (execution && execution.verdict === null) {
    if (execution.state === 'interrupted') return { doing: { kind: 'interrupted' }, tone: 'warning' };
    if (execution.state === 'paused') return { doing: { kind: 'paused' }, tone: 'warning' };
    const waiting = execution.step?.waiting;
    if (waiting) return { doing: { kind: 'waiting', for: waiting }, tone: TONE_OF_WAIT[waiting] };
    if (execution.state !== 'completed' && execution.state !== 'aborted')
      return { doing: { kind: 'testing' }, tone: 'active' };
  }
  if (processState === 'recovering') return { doing: { kind: 'process', state: processState }, tone: 'warning' };
  if (processState !== 'idle' && processState !== 'running')
    return { doing: { kind: 'process', state: processState }, tone: 'quiet' };
  if (execution?.verdict)
    return { doing: { kind: 'ended', verdict: execution.verdict }, tone: TONE_OF_VERDICT[execution.verdict] };
  return { doing: { kind: 'idle' }, tone: 'quiet' };
}

/** A prompt is a person's next action; the other batches and instruments come by themselves, lost hardware does not. */
const TONE_OF_WAIT = { operator: 'warning', instrument: 'active', peers: 'active', hardware: 'urgent' } as const;
/** A failed unit is somebody's at the station; a fault is somebody's who looks after it. */
const TONE_OF_VERDICT = { PASS: 'quiet', FAIL: 'quiet', ERROR: 'warning', ABORTED: 'quiet' } as const;

export interface FloorSummary {
  readonly stations: number;
  readonly silent: number;
  readonly testing: number;
  readonly urgent: number;
  readonly warning: number;
}

/** Acknowledged alarms have somebody already. */
export const openAlarms = ({ alarms }: Pick<FloorStation, 'alarms'>) =>
  alarms.filter(({ acknowledgedAt }) => acknowledgedAt === undefined);

const RANK: readonly Tone[] = ['urgent', 'warning', 'active', 'quiet'];

/** The worst of all that a station tells. What a silent one told last needs nobody until it is heard again: being silent does. */
export function toneOf(station: FloorStation): Tone {
  if (!station.connected) return 'warning';
  const tones: Tone[] = station.batches.map((batch) => lookOf(batch).tone);
  for (const { priority } of openAlarms(station))
    tones.push(priority === 'high' ? 'urgent' : priority === 'medium' ? 'warning' : 'quiet');
  if (station.quarantined > 0) tones.push('warning');
  return RANK.find((tone) => tones.includes(tone)) ?? 'quiet';
}

export const needsSomebody = (station: FloorStation): boolean => ['urgent', 'warning'].includes(toneOf(station));

export function summaryOf(stations: readonly FloorStation[]): FloorSummary {
  const heard = stations.filter(({ connected }) => connected);
  const count = (tone: Tone) => heard.filter((station) => toneOf(station) === tone).length;
  const batches = heard.flatMap((station) => station.batches);
  return {
    stations: stations.length,
    silent: stations.length - heard.length,
    testing: batches.filter((batch) => ['testing', 'waiting', 'paused'].includes(lookOf(batch).doing.kind)).length,
    urgent: count('urgent'),
    warning: count('warning'),
  };
}

/** By name, always in the same order: who looks from afar finds a station where it was. */
export function shownStations(
  stations: Readonly<Record<string, FloorStation>>,
  { find, onlyTrouble }: { find: string; onlyTrouble: boolean },
): FloorStation[] {
  const wanted = find.trim().toLowerCase();
  return Object.values(stations)
    .filter(({ name, stationId }) => `${name}\n${stationId}`.toLowerCase().includes(wanted))
    .filter((station) => !onlyTrouble || needsSomebody(station))
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }) || (a.stationId < b.stationId ? -1 : 1));
}
