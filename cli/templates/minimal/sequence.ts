import { parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';

@sequence({ name: 'new_sequence' })
export class NewSequence extends Sequence {
  @parameter() nominal_volts = 5; // parameters.nominal_volts in manifest.yaml

  @step({ order: 1, timeout: 10 })
  async measureSupply() {
    const volts = await this.readSupply();
    this.measure('supply', volts, { unit: 'V', limits: { nominal: this.nominal_volts, tolerancePercent: 2 } });
  }

  /** Put the reading of your instrument here; `station new --template scpi` shows how drivers do it. */
  protected async readSupply(): Promise<number> {
    return 5.01;
  }
}
