import { hardware, parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
import type { SensorBoard } from './drivers/sensor-board.ts';

@sequence({ name: 'new_sequence' })
export class NewSequence extends Sequence {
  @hardware() board!: SensorBoard; // hardware.board in manifest.yaml
  @parameter() firmware = '1.2.0'; // parameters.firmware in manifest.yaml
  @parameter() heat_ms = 200;

  @step({ order: 1, setup: true, displayName: { ko: '펌웨어 버전', en: 'Firmware version' }, timeout: 10 })
  async readFirmware() {
    this.measure('firmware', await this.board.identify(this.signal), { limits: { equals: this.firmware } });
  }

  @step({ order: 1, displayName: { ko: '실온', en: 'Room temperature' }, timeout: 10 })
  async measureCold() {
    const celsius = await this.board.temperature(this.signal);
    this.measure('cold', celsius, { unit: '°C', limits: { low: 15, high: 35 } });
  }

  @step({ order: 2, actuates: true, displayName: { ko: '가열', en: 'Heat up' }, timeout: 90 })
  async heat() {
    await this.board.setHeater(true, this.signal);
    await this.sleep(this.heat_ms);
    const celsius = await this.board.temperature(this.signal);
    this.measure('hot', celsius, { unit: '°C', limits: { low: 38, high: 45 } });
  }

  // Runs whatever happened before, a Stop included.
  @step({ order: 1, cleanup: true, displayName: { ko: '히터 끄기', en: 'Heater off' }, timeout: 10 })
  async heaterOff() {
    await this.board.setHeater(false, this.signal);
  }
}
