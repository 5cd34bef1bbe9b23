import { hardware, parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
import type { Press } from './drivers/press.ts';

@sequence({ name: 'new_sequence' })
export class NewSequence extends Sequence {
  @hardware() press!: Press; // hardware.press in manifest.yaml
  @parameter() depth_mm = 12; // parameters.depth_mm in manifest.yaml
  @parameter() max_force_n = 900;

  @step({ order: 1, setup: true, displayName: { ko: '프레스 확인', en: 'Check the press' }, timeout: 20 })
  async checkPress() {
    this.measure('model', await this.press.identify(this.signal));
    await this.press.selfTest(this.signal);
  }

  @step({ order: 1, actuates: true, displayName: { ko: '압입', en: 'Press in' }, timeout: 30 })
  async pressIn() {
    const force = await this.press.press(this.depth_mm, this.signal);
    this.measure('force', force, { unit: 'N', limits: { low: 100, high: this.max_force_n } });
    const position = await this.press.position(this.signal);
    this.measure('depth', position, { unit: 'mm', limits: { nominal: this.depth_mm, tolerance: 0.1 } });
  }

  // Runs whatever happened before, a Stop included.
  @step({ order: 1, cleanup: true, displayName: { ko: '후퇴', en: 'Retract' }, timeout: 20 })
  async retract() {
    await this.press.retract(this.signal);
    this.measure('end_position', await this.press.position(this.signal), { unit: 'mm', limits: { high: 0.1 } });
  }
}
