/** The status registers of IEEE 488.2 chapter 11 and the error/event queue of SCPI-99 21.8. */
import { EVENT_BITS, eventBitOf, SCPI_ERRORS, type ScpiErrorNumber } from './scpi-error.ts';

const QUEUE_CAPACITY = 20;
const STATUS_BITS = { errorQueue: 4, messageAvailable: 16, eventSummary: 32, masterSummary: 64 } as const;

export class StatusModel {
  #events: number = EVENT_BITS.powerOn;
  #eventEnable = 0;
  #serviceEnable = 0;
  #queue: ScpiErrorNumber[] = [];

  get eventEnable(): number {
    return this.#eventEnable;
  }

  get serviceEnable(): number {
    return this.#serviceEnable;
  }

  /** *ESE. */
  setEventEnable(mask: number): void {
    this.#eventEnable = mask;
  }

  /** *SRE. Bit 6 cannot be set: it would request service for requesting service. */
  setServiceEnable(mask: number): void {
    this.#serviceEnable = mask & ~STATUS_BITS.masterSummary;
  }

  get errorCount(): number {
    return this.#queue.length;
  }

  /** The oldest errors are kept: one too many turns the newest entry into -350. */
  report(number: ScpiErrorNumber): void {
    this.#events |= eventBitOf(number);
    if (this.#queue.length < QUEUE_CAPACITY) {
      this.#queue.push(number);
      return;
    }
    this.#queue[QUEUE_CAPACITY - 1] = -350;
    this.#events |= eventBitOf(-350);
  }

  setOperationComplete(): void {
    this.#events |= EVENT_BITS.operationComplete;
  }

  /** `<number>,"<text>"` of the oldest error, which leaves the queue. */
  nextError(): string {
    const number = this.#queue.shift() ?? 0;
    return `${number},"${SCPI_ERRORS[number]}"`;
  }

  /** Reading clears (IEEE 488.2, 10.12). */
  readEvents(): number {
    const events = this.#events;
    this.#events = 0;
    return events;
  }

  /** `hasOutput`: a response of the same message is waiting to be read. */
  statusByte(hasOutput: boolean): number {
    const summary =
      (this.#queue.length > 0 ? STATUS_BITS.errorQueue : 0) |
      (hasOutput ? STATUS_BITS.messageAvailable : 0) |
      ((this.#events & this.#eventEnable) !== 0 ? STATUS_BITS.eventSummary : 0);
    return summary | ((summary & this.#serviceEnable) !== 0 ? STATUS_BITS.masterSummary : 0);
  }

  /** *CLS: events and queue, but no enable register. */
  clear(): void {
    this.#events = 0;
    this.#queue = [];
  }
}
