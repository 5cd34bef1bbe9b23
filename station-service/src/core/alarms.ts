import { randomUUID } from 'node:crypto';
import { ALARMS, type AlarmCode } from '@neurohub/contracts/alarms';
import { CodedError } from '@neurohub/contracts/errors';
import type { Alarm } from '@neurohub/contracts/record';
import type { AlarmsPage } from '@neurohub/contracts/rest';
import type { Clock } from './clock.ts';
import type { ServiceEvents } from './events.ts';
import type { Logger } from './logger.ts';

/** What cannot be stored now is tried again this often. */
const SAVE_AGAIN_MS = 5_000;
/** Acknowledged ones that are over are remembered, so that a repeat gets the same answer. */
const REMEMBERED = 100;

export interface AlarmsParts {
  store: {
    saveAlarm(alarm: Alarm): Promise<void>;
    listAlarms(query: { state: 'active'; limit: number }): Promise<{ items: Alarm[] }>;
  };
  events: Pick<ServiceEvents, 'emit'>;
  clock: Pick<Clock, 'wallIso'>;
  log: Pick<Logger, 'warn' | 'error'>;
}

/** The matter: a code, and the batch or instrument it is about. */
export interface AlarmSubject {
  code: AlarmCode;
  batchId?: string | undefined;
  instrument?: string | undefined;
}

/**
 * The alarms that are active. Shown at once and stored as soon as the storage can: one of the things to be told is that it cannot.
 * Never throws, except for acknowledging what is not there.
 */
export class Alarms {
  readonly #parts: AlarmsParts;
  readonly #active = new Map<string, Alarm>();
  readonly #unsaved = new Map<string, Alarm>();
  /** Over by being acknowledged, by id; the newest. */
  readonly #settled = new Map<string, Alarm>();
  #retry: NodeJS.Timeout | null = null;

  /** Of an earlier life, conditions are over until somebody finds them again; what happened stays until it is acknowledged. */
  static async open(parts: AlarmsParts): Promise<Alarms> {
    const alarms = new Alarms(parts);
    const { items } = await parts.store.listAlarms({ state: 'active', limit: 500 });
    for (const alarm of items) {
      alarms.#active.set(keyOf(alarm), alarm);
      if (ALARMS[alarm.code].until === 'over') alarms.clear(alarm);
    }
    return alarms;
  }

  private constructor(parts: AlarmsParts) {
    this.#parts = parts;
  }

  /** Newest first. */
  get active(): Alarm[] {
    return [...this.#active.values()].reverse();
  }

  /** What was stored of alarms, newest first, with what is not stored yet: whoever hears of an alarm finds it here. */
  async told(stored: () => Promise<AlarmsPage>, isFirstPage: boolean): Promise<AlarmsPage> {
    const unsaved = new Map(this.#unsaved);
    const { items, nextCursor } = await stored();
    const known = items.map((alarm) => unsaved.get(alarm.id) ?? alarm);
    const [newest] = items;
    const isNewer = ({ id, raisedAt }: Alarm) =>
      items.every((item) => item.id !== id) && raisedAt >= (newest?.raisedAt ?? '');
    const fresh = isFirstPage ? [...unsaved.values()].filter(isNewer).reverse() : [];
    return { items: [...fresh, ...known], nextCursor };
  }

  /** Does nothing while the same is active, unless it has something else to say. */
  raise(subject: AlarmSubject & { message: string }): void {
    const { code, batchId, instrument, message } = subject;
    const known = this.#active.get(keyOf(subject));
    if (known?.message === message) return;
    const { priority } = ALARMS[code];
    const fresh = { id: randomUUID(), raisedAt: this.#parts.clock.wallIso() };
    this.#change({
      ...(known ? { id: known.id, raisedAt: known.raisedAt } : fresh),
      ...{ code, priority, message },
      ...(batchId !== undefined && { batchId }),
      ...(instrument !== undefined && { instrument }),
    });
  }

  /** It is over. Does nothing when it is not active. */
  clear(subject: AlarmSubject): void {
    const known = this.#active.get(keyOf(subject));
    if (known) this.#change({ ...known, clearedAt: this.#parts.clock.wallIso() });
  }

  /** Somebody has seen it. The first one counts, a repeat gives the alarm as it is. @throws ALARM_NOT_FOUND when it is not active */
  acknowledge(id: string, by: string | undefined): Alarm {
    const known = [...this.#active.values()].find((alarm) => alarm.id === id) ?? this.#settled.get(id);
    if (!known) throw new CodedError('ALARM_NOT_FOUND', `no active alarm has the id ${id}`);
    if (known.acknowledgedAt) return known;
    const at = this.#parts.clock.wallIso();
    const isOver = ALARMS[known.code].until === 'acknowledged';
    const seen = this.#change({
      ...known,
      acknowledgedAt: at,
      ...(by !== undefined && { acknowledgedBy: by }),
      ...(isOver && { clearedAt: at }),
    });
    if (isOver) this.#remember(seen);
    return seen;
  }

  #remember(alarm: Alarm): void {
    this.#settled.set(alarm.id, alarm);
    const [oldest] = this.#settled.keys();
    if (this.#settled.size > REMEMBERED && oldest !== undefined) this.#settled.delete(oldest);
  }

  #change(alarm: Alarm): Alarm {
    if (alarm.clearedAt === undefined) this.#active.set(keyOf(alarm), alarm);
    else this.#active.delete(keyOf(alarm));
    this.#parts.events.emit('alarm', alarm);
    this.#unsaved.set(alarm.id, alarm);
    void this.#save();
    return alarm;
  }

  async #save(): Promise<void> {
    for (const [id, alarm] of this.#unsaved) {
      try {
        await this.#parts.store.saveAlarm(alarm);
        // A later state may have come meanwhile.
        if (this.#unsaved.get(id) === alarm) this.#unsaved.delete(id);
      } catch (err) {
        this.#parts.log.warn({ err, alarm: alarm.code }, 'an alarm could not be stored yet');
        this.#retry ??= setTimeout(() => {
          this.#retry = null;
          void this.#save();
        }, SAVE_AGAIN_MS).unref();
        return;
      }
    }
  }
}

const keyOf = ({ code, batchId, instrument }: AlarmSubject) => `${code} ${instrument ?? batchId ?? ''}`;
