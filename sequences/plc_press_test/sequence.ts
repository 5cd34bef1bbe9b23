import { DriverError, hardware, parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
import type { Press } from './drivers/press.ts';

const DOOR_LIMIT_MS = 10_000;
const MOST_QUESTIONS = 3;

@sequence({
  name: 'plc_press_test',
  displayName: { ko: '압입 검사', en: 'Press-in test' },
  description: 'Presses a part in with a press that a PLC controls, and judges the curve of its force.',
})
export class PlcPressTest extends Sequence {
  @hardware() press!: Press;

  @parameter() depth_mm = 12;
  @parameter() force_low_n = 300;
  @parameter() force_high_n = 500;
  @parameter() force_stop_n = 800;
  @parameter() hold_ms = 300;
  @parameter() ask_operator = true;
  /** For the simulated press alone; it stands here so that the record of a run says what was wrong on purpose. */
  @parameter() simulated_fault = 'none';

  #peak = 0;

  @step({ order: 1, setup: true, displayName: { ko: '프레스 확인', en: 'Check the press' }, timeout: 30 })
  async checkPress() {
    this.measure('model', await this.press.identify(this.signal));
    await this.press.selfTest(this.signal);
    await this.press.retract(this.signal);
  }

  @step({ order: 1, condition: 'ask_operator', displayName: { ko: '부품 투입', en: 'Load the part' }, timeout: 10 })
  async loadPart() {
    await this.prompt.confirm({ ko: '부품을 넣고 문을 닫으세요.', en: 'Put the part in and close the door.' });
    for (let asked = 1; !(await this.press.isDoorClosed(this.signal)); asked += 1) {
      if (asked === MOST_QUESTIONS) throw new DriverError('"press" still reports an open door');
      await this.prompt.confirm({ ko: '문이 열려 있습니다. 닫으세요.', en: 'The door is open. Close it.' });
    }
  }

  @step({ order: 2, displayName: { ko: '문 닫힘', en: 'Door closed' }, timeout: 15 })
  async waitForDoor() {
    await this.press.untilDoorClosed(DOOR_LIMIT_MS, this.signal);
  }

  /**
   * The only step that moves. It is never tried again, and never resumed: nobody knows how far a part was pressed in, and a part that was
   * pressed twice is another part.
   */
  @step({
    order: 3,
    actuates: true,
    onResume: 'abort',
    dependsOn: ['waitForDoor'],
    displayName: { ko: '압입', en: 'Press in' },
    timeout: 30,
  })
  async pressIn() {
    const stroke = { depthMm: this.depth_mm, stopAtNewton: this.force_stop_n };
    const moved = (mm: number) => this.progress(Math.min(1, Math.max(0, mm / this.depth_mm)), `${mm.toFixed(1)} mm`);
    // `force`: the part did not let itself be pressed in. The press is whole, so the depth fails and nothing is in error.
    const end = await this.press.press(stroke, this.signal, moved);
    this.measure('stopped_by', end, { limits: { equals: 'depth' } });
    const depth = await this.press.position(this.signal);
    this.measure('depth', depth, { unit: 'mm', limits: { nominal: this.depth_mm, tolerance: 0.1 } });
    const { positions, forces } = await this.press.curve(this.signal);
    this.#peak = Math.max(...forces);
    this.measureSeries(
      'force',
      { x: { name: 'position', unit: 'mm', data: positions }, y: [{ name: 'force', unit: 'N', data: forces }] },
      // The peak judges the fit. Below zero the load cell is not at zero, and the peak is worth nothing.
      {
        aggregations: {
          max: { limits: { low: this.force_low_n, high: this.force_high_n } },
          min: { limits: { low: -5 } },
          mean: {},
        },
      },
    );
  }

  @step({
    order: 4,
    onResume: 'abort',
    dependsOn: ['pressIn'],
    displayName: { ko: '유지 하중', en: 'Force after holding' },
    timeout: 70,
  })
  async hold() {
    await this.sleep(this.hold_ms);
    const kept = (await this.press.force(this.signal)) / this.#peak;
    // A press fit relaxes a little; one that lets go is not fixed.
    this.measure('kept_force', kept * 100, { unit: '%', limits: { low: 80, high: 101, marginalLow: 85 } });
  }

  /** Runs whatever happened before, a Stop included. Should it be cut off, safeStop() of the driver does the same. */
  @step({ order: 1, cleanup: true, displayName: { ko: '상승', en: 'Retract' }, timeout: 30, retry: 1 })
  async retract() {
    await this.press.retract(this.signal);
    this.measure('end_position', await this.press.position(this.signal), { unit: 'mm', limits: { high: 0.1 } });
    this.measure('end_force', await this.press.force(this.signal), { unit: 'N', limits: { low: -5, high: 5 } });
  }
}
