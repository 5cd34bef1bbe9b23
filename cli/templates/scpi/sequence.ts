import { hardware, parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
import type { Multimeter } from './drivers/multimeter.ts';
import type { PowerSupply } from './drivers/power-supply.ts';

@sequence({ name: 'new_sequence' })
export class NewSequence extends Sequence {
  @hardware() dmm!: Multimeter; // hardware.dmm in manifest.yaml
  @hardware() power!: PowerSupply;
  @parameter() supply_volts = 12; // parameters.supply_volts in manifest.yaml

  @step({ order: 1, setup: true, displayName: { ko: '계측기 확인', en: 'Identify instruments' }, timeout: 10 })
  async identifyInstruments() {
    this.measure('dmm_identity', await this.dmm.identify(this.signal));
    this.measure('power_identity', await this.power.identify(this.signal));
  }

  @step({ order: 1, actuates: true, restore: true, displayName: { ko: '전원 인가', en: 'Power on' }, timeout: 10 })
  async powerOn() {
    await this.power.turnOn({ volts: this.supply_volts, limitAmperes: 0.5 }, this.signal);
  }

  @step({ order: 2, displayName: { ko: '공급 전압', en: 'Supply voltage' }, timeout: 10 })
  async measureSupply() {
    const volts = await this.dmm.voltage(this.signal);
    this.measure('supply', volts, { unit: 'V', limits: { nominal: this.supply_volts, tolerancePercent: 2 } });
  }

  // Runs whatever happened before, a Stop included.
  @step({ order: 1, cleanup: true, displayName: { ko: '전원 차단', en: 'Power off' }, timeout: 10 })
  async powerOff() {
    await this.power.turnOff(this.signal);
  }
}
