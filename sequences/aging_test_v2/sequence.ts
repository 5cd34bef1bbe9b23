import { hardware, parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
import type { Chamber } from './drivers/chamber.ts';
import type { ElectronicLoad } from './drivers/electronic-load.ts';
import type { Source } from './drivers/source.ts';

@sequence({
  name: 'aging_test_v2',
  displayName: { ko: '전원 보드 에이징', en: 'Aging of a supply board' },
  description: 'Switches a board on and off at several temperatures in a chamber, and records how its output drifts.',
  blocks: {
    thermal: { order: 3, displayName: { ko: '온도 시험', en: 'Temperatures' }, sweep: 'temperatures' },
    cycling: { within: 'thermal', order: 3, displayName: { ko: '전원 반복', en: 'Power cycles' }, loop: 'cycles' },
  },
})
export class AgingTest extends Sequence {
  @hardware() chamber!: Chamber;
  @hardware() source!: Source;
  @hardware() load!: ElectronicLoad;

  @parameter() board_type = 'standard';
  @parameter() temperatures = '-10, 25, 60';
  @parameter() cycles = 3;
  @parameter() soak_s = 0.5;
  @parameter() on_s = 0.1;
  @parameter() off_s = 0.05;
  @parameter() supply_volts = 12;
  @parameter() load_amperes = 1;
  @parameter() ask_operator = false;
  /** For the simulated bench alone; it stands here so that the record of a run says what was wrong on purpose. */
  @parameter() simulated_fault = 'none';

  /** Outlives the process: an aging that is resumed after hours still knows its first cycles. Outputs in V, one for each cycle. */
  override state = { outputs: [] as number[], worstDrift: 0 };

  @step({
    order: 1,
    condition: 'ask_operator',
    displayName: { ko: '보드 장착', en: 'Put the board in' },
    timeout: 60,
  })
  async loadBoard() {
    await this.prompt.confirm({
      ko: `보드 ${this.dut.serialNumber}을(를) 챔버에 넣고 배선하세요.`,
      en: `Put board ${this.dut.serialNumber} into the chamber and wire it.`,
    });
  }

  /** Begins when every batch that shares the chamber is here: afterwards nobody has a reason to open its door. */
  @step({ order: 2, rendezvous: 'soak', displayName: { ko: '문 닫기', en: 'Close the door' }, timeout: 10 })
  async closeDoor() {
    this.log.info('every board is in: the chamber may heat and cool');
  }

  @step({
    in: 'thermal',
    order: 1,
    setup: true,
    displayName: { ko: '장비 준비', en: 'Prepare the bench' },
    timeout: 30,
  })
  async prepareBench() {
    this.measure('source_identity', await this.source.identify(this.signal));
    this.measure('load_identity', await this.load.identify(this.signal));
    await this.everythingOff();
  }

  /**
   * The first batch to get the chamber brings it there; the others find it there, and all soak together. It is lent for this step
   * alone: a batch that kept it would let the others wait for ever. A resume may find it at another temperature, and comes here again.
   */
  @step({
    in: 'thermal',
    order: 1,
    restore: true,
    uses: ['chamber'],
    displayName: { ko: '온도 도달', en: 'Reach the temperature' },
    timeout: 21_600,
  })
  async reachTemperature() {
    const { target } = this;
    const report = (celsius: number) => this.progress(0, `${celsius} → ${target} °C`);
    await this.chamber.reach(target, this.longestTurnS, this.signal, report);
  }

  /** A board that was cut off may have been out of the heat for long: on a resume it soaks again. */
  @step({ in: 'thermal', order: 2, restore: true, displayName: { ko: '온도 유지', en: 'Soak' }, timeout: 14_500 })
  async soak() {
    await this.sleep(this.soak_s * 1000);
  }

  /** Switching on once more does no harm, so a run that was cut off here, or after it, goes on with it. */
  @step({
    in: 'cycling',
    order: 1,
    actuates: true,
    onResume: 'rerun',
    restore: true,
    rollback: (self: AgingTest) => self.source.turnOff(AbortSignal.timeout(5_000)),
    displayName: { ko: '전원 인가', en: 'Power on' },
    timeout: 14_500,
  })
  async powerUp() {
    await this.source.turnOn(this.supply_volts, this.signal);
    await this.load.draw(this.load_amperes, this.signal);
    await this.sleep(this.on_s * 1000);
  }

  /** Loads in chambers lose an answer now and then; a lost answer is asked for again, a wrong voltage is not. */
  @step({
    in: 'cycling',
    order: 2,
    retry: { count: 2, delay: 0.05, backoff: 2, on: ['DRIVER_TIMEOUT'] },
    displayName: { ko: '출력 측정', en: 'Measure the output' },
    timeout: 30,
  })
  async measureOutput() {
    const volts = await this.load.voltage(this.signal);
    const { outputs, worstDrift } = this.state;
    outputs.push(volts);
    this.state.worstDrift = Math.max(worstDrift, Math.abs(volts - (outputs[0] ?? volts)));
    this.measure('output', volts, { unit: 'V' });
  }

  @step({
    in: 'cycling',
    order: 3,
    actuates: true,
    onResume: 'rerun',
    restore: false,
    displayName: { ko: '전원 차단', en: 'Power off' },
    timeout: 14_500,
  })
  async powerDown() {
    await this.load.release(this.signal);
    await this.source.turnOff(this.signal);
    await this.sleep(this.off_s * 1000);
  }

  /** Was it warm (or cold) until now? Another batch may have left and stopped the chamber. Then nobody knows anything: ERROR. */
  @step({
    in: 'thermal',
    order: 4,
    uses: ['chamber'],
    displayName: { ko: '온도 확인', en: 'Check the temperature' },
    timeout: 60,
  })
  async checkTemperature() {
    this.measure('chamber', await this.chamber.requireHolding(this.target, this.signal), { unit: '°C' });
  }

  /** Nobody changes the temperature, or stops the chamber, before everybody is done with it. */
  @step({
    in: 'thermal',
    order: 5,
    rendezvous: 'soak',
    displayName: { ko: '함께 종료', en: 'Leave together' },
    timeout: 10,
  })
  async leaveTogether() {
    this.log.info(`every board is done at ${this.target} °C`);
  }

  @step({
    in: 'thermal',
    order: 1,
    cleanup: true,
    uses: ['chamber'],
    displayName: { ko: '챔버 정지', en: 'Stop the chamber' },
    timeout: 300,
  })
  async stopChamber() {
    await this.chamber.stop(this.signal);
  }

  /** All cycles in one picture, with limits on what is made of them (limits.yaml). One cycle alone does not spread. */
  @step({
    order: 4,
    condition: (self: AgingTest) => self.state.outputs.length > 1,
    displayName: { ko: '결과 정리', en: 'Report' },
    timeout: 30,
  })
  async report() {
    const { outputs, worstDrift } = this.state;
    this.measure('worst_drift', worstDrift, { unit: 'V' });
    const x = { name: 'cycle', data: outputs.map((_, i) => i + 1) };
    this.measureSeries(
      'aging',
      { x, y: [{ name: 'output', unit: 'V', data: outputs }] },
      { aggregations: { min: {}, max: {}, std: {} } },
    );
    this.attach('aging.csv', ['cycle,output_v', ...outputs.map((volts, i) => `${i + 1},${volts}`)].join('\n'));
  }

  @step({ order: 1, cleanup: true, displayName: { ko: '모두 차단', en: 'All off' }, timeout: 20, retry: 1 })
  async allOff() {
    await this.everythingOff();
  }

  /** °C, of the turn under way. */
  private get target(): number {
    return Number(this.iterations['thermal']?.value);
  }

  /** Seconds after which the chamber goes off by itself, should every batch be gone: twice what a turn takes, and ten minutes. */
  private get longestTurnS(): number {
    return Math.ceil(2 * (this.soak_s + this.cycles * (this.on_s + this.off_s)) + 600);
  }

  private async everythingOff() {
    await this.load.release(this.signal);
    await this.source.turnOff(this.signal);
  }
}
