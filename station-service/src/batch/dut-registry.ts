import { CodedError } from '@neurohub/contracts/errors';

/** Which serial number is being tested where: one device cannot be in two batches at once. */
export class DutRegistry {
  readonly #batchBySerial = new Map<string, string>();

  /** @throws DUT_BUSY when the serial number is under test already. */
  reserve(serialNumber: string, batchId: string): void {
    const holder = this.#batchBySerial.get(serialNumber);
    if (holder !== undefined)
      throw new CodedError('DUT_BUSY', `${serialNumber} is being tested in batch ${holder}`, {
        details: { serialNumber, batchId: holder },
      });
    this.#batchBySerial.set(serialNumber, batchId);
  }

  release(serialNumber: string): void {
    this.#batchBySerial.delete(serialNumber);
  }
}
