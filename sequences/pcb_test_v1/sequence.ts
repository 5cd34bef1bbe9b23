import { hardware, parameter, Sequence, sequence, step, TestFailure } from '@neurohub/sequence-sdk';
import type { BoardConsole } from './drivers/board-console.ts';
import { CHANNELS, type Multimeter } from './drivers/dmm.ts';
import type { PowerSupply } from './drivers/power-supply.ts';

@sequence({
  name: 'pcb_test_v1',
  displayName: { ko: 'PCB 기능 검사', en: 'PCB functional test' },
  description: 'Checks supply rails, current draw and firmware, with aging on request.',
})
export class PcbTest extends Sequence {
  @hardware() dmm!: Multimeter;
  @hardware() power!: PowerSupply;
  @hardware() board!: BoardConsole;

  @parameter() supply_volts = 12;
  @parameter() supply_limit_amperes = 0.5;
  @parameter() rail_tolerance_percent = 3;
  @parameter() current_low_amperes = 0.05;
  @parameter() current_high_amperes = 0.12;
  @parameter() firmware_pattern = '^FW 1\\.4\\.\\d+ \\(build \\d+\\)$';
  @parameter() settle_ms = 500;
  @parameter() aging_enabled = false;
  @parameter() aging_seconds = 10;

  @step({ order: 1, setup: true, displayName: { ko: '계측기 확인', en: 'Identify instruments' }, timeout: 10 })
  async identifyInstruments() {
    // A wrong instrument is a fault of the station (ERROR); it says nothing about the product.
    this.measure('dmm_identity', await this.dmm.requireModel(this.signal));
    this.measure('power_identity', await this.power.requireModel(this.signal));
  }

  @step({ order: 1, actuates: true, restore: true, displayName: { ko: '전원 인가', en: 'Power on' }, timeout: 15 })
  async powerOn() {
    await this.power.turnOn(this.supply_volts, this.supply_limit_amperes, this.signal);
    await this.sleep(this.settle_ms);
    const volts = await this.power.measureVoltage(this.signal);
    this.measure('supply_voltage', volts, { unit: 'V', limits: { nominal: this.supply_volts, tolerancePercent: 2 } });
  }

  @step({ order: 2, displayName: { ko: '5V 레일', en: '5 V rail' }, timeout: 15 })
  async measureRail5V() {
    await this.measureRail('rail_5v', CHANNELS.rail5v, 5);
  }

  @step({ order: 3, displayName: { ko: '3.3V 레일', en: '3.3 V rail' }, timeout: 15 })
  async measureRail3V3() {
    await this.measureRail('rail_3v3', CHANNELS.rail3v3, 3.3);
  }

  @step({ order: 4, displayName: { ko: '소비 전류', en: 'Current draw' }, timeout: 15 })
  async measureCurrentDraw() {
    await this.sleep(this.settle_ms);
    const limits = { low: this.current_low_amperes, high: this.current_high_amperes };
    this.measure('input_current', await this.dmm.current(CHANNELS.inputCurrent, this.signal), { unit: 'A', limits });
  }

  @step({ order: 5, displayName: { ko: '펌웨어 버전', en: 'Firmware version' }, timeout: 15 })
  async readFirmware() {
    await this.sleep(this.settle_ms);
    const version = await this.board.version(this.signal);
    // The console is part of the product: a board that says nothing is a bad board (FAIL), not a broken instrument.
    if (version === undefined) throw new TestFailure('the powered board does not answer on its console');
    this.measure('firmware', version, { limits: { matches: this.firmware_pattern } });
  }

  @step({ order: 6, condition: 'aging_enabled', displayName: { ko: '에이징', en: 'Aging' }, timeout: 3700 })
  async age() {
    const rounds = Math.max(10, Math.floor(this.aging_seconds));
    const rail5v: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      this.progress(round / rounds, `${Math.floor((round / rounds) * this.aging_seconds)} / ${this.aging_seconds} s`);
      await this.sleep((this.aging_seconds * 1000) / rounds);
      rail5v.push(await this.dmm.voltage(CHANNELS.rail5v, this.signal));
    }
    const limits = { nominal: 5, tolerancePercent: this.rail_tolerance_percent };
    this.measure('aging_rail_5v_min', Math.min(...rail5v), { unit: 'V', limits });
    this.measure('aging_rail_5v_max', Math.max(...rail5v), { unit: 'V', limits });
  }

  @step({ order: 1, cleanup: true, displayName: { ko: '전원 차단', en: 'Power off' }, timeout: 10, retry: 1 })
  async powerOff() {
    await this.power.turnOff(this.signal);
    const volts = await this.power.measureVoltage(this.signal);
    this.measure('supply_voltage_off', volts, { unit: 'V', limits: { low: -0.5, high: 0.5 } });
  }

  private async measureRail(name: string, channel: number, nominal: number) {
    await this.sleep(this.settle_ms);
    const limits = { nominal, tolerancePercent: this.rail_tolerance_percent };
    this.measure(name, await this.dmm.voltage(channel, this.signal), { unit: 'V', limits });
  }
}
