import { DriverError, hardware, parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
import type { Chamber } from './drivers/chamber.ts';
import type { ElectronicLoad } from './drivers/electronic-load.ts';
import type { Source } from './drivers/source.ts';

@sequence({
  name: 'aging_test_v2',
  displayName: { ko: '전원 보드 에이징', en: 'Aging of a supply board' },
  description: 'Switches a board on and off at several temperatures in a chamber, and records how its output drifts.',
  blocks: {
    // The chamber is held from the first temperature to the last: nobody else heats this board meanwhile.
    thermal: {
      order: 3,
      displayName: { ko: '온도 시험', en: 'Temperatures' },
      sweep: 'temperatures',
      uses: ['chamber'],
    },
    cycling: { within: 'thermal', order: 2, displayName: { ko: '전원 반복', en: 'Power cycles' }, loop: 'cycles' },
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

  /** Outlives the process: an aging that is resumed after hours still knows its first cycles. */
  override state = { outputs: [] as number[] };

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
    this.measure('source_identity', await this.source.identify(this.signal));
    this.measure('load_identity', await this.load.identify(this.signal));
  }

  @step({
    in: 'thermal',
    order: 1,
    setup: true,
    displayName: { ko: '챔버 시작', en: 'Start the chamber' },
    timeout: 30,
  })
  async startChamber() {
    await this.chamber.start(this.signal);
  }

  /** A resume finds the chamber at another temperature: this turn's is reached again before its cycles go on. */
  @step({
    in: 'thermal',
    order: 1,
    restore: true,
    displayName: { ko: '온도 도달', en: 'Reach the temperature' },
    timeout: 21_600,
  })
  async soak() {
    const target = Number(this.iteration.value);
    await this.chamber.goTo(target, this.signal, (celsius) => this.progress(0, `${celsius} → ${target} °C`));
    await this.sleep(this.soak_s * 1000);
    const celsius = await this.chamber.temperature(this.signal);
    // A chamber that does not hold its temperature is a fault of the bench, and says nothing about the board.
    if (Math.abs(celsius - target) > 2)
      throw new DriverError(`"chamber" is at ${celsius} °C after soaking, and should be at ${target} °C`, {
        instrument: 'chamber',
      });
    this.measure('chamber', celsius, { unit: '°C' });
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
    this.state.outputs.push(volts);
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

  @step({
    in: 'thermal',
    order: 1,
    cleanup: true,
    displayName: { ko: '챔버 정지', en: 'Stop the chamber' },
    timeout: 60,
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
    const { outputs } = this.state;
    const x = { name: 'cycle', data: outputs.map((_, i) => i + 1) };
    this.measureSeries(
      'aging',
      { x, y: [{ name: 'output', unit: 'V', data: outputs }] },
      {
        aggregations: { min: {}, max: {}, std: {} },
      },
    );
    this.attach('aging.csv', ['cycle,output_v', ...outputs.map((volts, i) => `${i + 1},${volts}`)].join('\n'));
  }

  @step({ order: 1, cleanup: true, displayName: { ko: '모두 차단', en: 'All off' }, timeout: 20, retry: 1 })
  async allOff() {
    await this.load.release(this.signal);
    await this.source.turnOff(this.signal);
  }
}
