import { CodedError } from '@neurohub/contracts/errors';

/** One work on what is stored at a time: no file is deleted while it is copied. */
export class CareQueue {
  #underWay: string | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** @throws BACKUP_BUSY while another work is under way; whatever the work throws */
  async run<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#underWay !== null)
      throw new CodedError('BACKUP_BUSY', `the station is busy with its ${this.#underWay}`, {
        details: { underWay: this.#underWay },
      });
    this.#underWay = what;
    const running = work().finally(() => {
      this.#underWay = null;
    });
    this.#last = running.catch(() => undefined);
    return running;
  }

  /** Resolves when what is under way has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
