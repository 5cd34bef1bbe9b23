import { DriverError, hardware, parameter, Sequence, sequence, step } from '@neurohub/sequence-sdk';
import type { PsaMcu } from './drivers/psa-mcu.ts';
import {
  SENSORS,
  type SensorName,
  type SensorReading,
  type SensorResult,
  type SensorSpec,
} from './drivers/psa-sensors.ts';

@sequence({
  name: 'psa_sensor_test',
  displayName: { ko: 'PSA 센서 검사', en: 'PSA sensor test' },
  description: 'Tests a distance sensor (VL53L0X) and an infrared sensor (MLX90640) through their MCU board.',
})
export class PsaSensorTest extends Sequence {
  @hardware() psa_mcu!: PsaMcu;

  @parameter() test_vl53l0x_enabled = true;
  @parameter() vl53l0x_target_mm = 500;
  @parameter() vl53l0x_tolerance_mm = 100;
  @parameter() test_mlx90640_enabled = true;
  @parameter() mlx90640_target_celsius = 25;
  @parameter() mlx90640_tolerance_celsius = 10;
  /** For the simulated board alone; it stands here so that the record of a run says what was wrong on purpose. */
  @parameter() simulated_fault = 'none';

  #results: SensorResult[] = [];

  @step({ order: 1, displayName: { ko: '통신 확인', en: 'Ping' }, timeout: 20 })
  async ping_pong() {
    this.measure('firmware', await this.psa_mcu.ping(this.signal), { limits: { matches: '^1\\.' } });
  }

  /** A board that knows no such sensor has the wrong firmware, which says nothing about the sensors: ERROR. */
  @step({ order: 2, displayName: { ko: '센서 규격 설정', en: 'Specify the sensors' }, timeout: 60 })
  async initialize() {
    const known = await this.psa_mcu.sensors(this.signal);
    this.measure('sensors', known.join(', '));
    for (const [sensor, spec] of this.#specs()) {
      const { label } = SENSORS[sensor];
      if (!known.includes(label)) throw new DriverError(`the firmware of "psa_mcu" does not know ${label}`);
      await this.psa_mcu.specify(sensor, spec, this.signal);
    }
  }

  @step({
    order: 3,
    condition: 'test_vl53l0x_enabled',
    dependsOn: ['initialize'],
    displayName: { ko: '거리 센서', en: 'Distance sensor' },
    timeout: 60,
  })
  async test_vl53l0x() {
    const reading = await this.#test('vl53l0x');
    if (!reading) return;
    const limits = { nominal: this.vl53l0x_target_mm, tolerance: this.vl53l0x_tolerance_mm };
    this.measure('distance', reading.measured, { unit: 'mm', limits });
  }

  @step({
    order: 4,
    condition: 'test_mlx90640_enabled',
    dependsOn: ['initialize'],
    displayName: { ko: '적외선 센서', en: 'Infrared sensor' },
    timeout: 60,
  })
  async test_mlx90640() {
    const reading = await this.#test('mlx90640');
    if (!reading) return;
    const limits = { nominal: this.mlx90640_target_celsius, tolerance: this.mlx90640_tolerance_celsius };
    this.measure('temperature', reading.measured, { unit: '°C', limits });
    const { ambient, lowest, highest } = reading;
    // Of the infrared picture: recorded for whoever looks into it later, without a limit.
    for (const [name, value] of Object.entries({ ambient, lowest, highest }))
      if (value !== undefined) this.measure(name, value, { unit: '°C' });
  }

  /** In cleanup, so that a board that failed leaves its answers too. It asks the board nothing. */
  @step({ order: 1, cleanup: true, displayName: { ko: '마무리', en: 'Finalize' }, timeout: 10 })
  async finalize() {
    this.attach('sensors.json', JSON.stringify(this.#results, null, 2));
  }

  /** The status is the board's own verdict, so it has to be PASS as well as the value within our limits. */
  async #test(sensor: SensorName): Promise<SensorReading | undefined> {
    const { sensors } = await this.psa_mcu.test(sensor, this.signal);
    const [result] = sensors;
    const { label } = SENSORS[sensor];
    if (sensors.length !== 1 || result?.sensor !== sensor)
      throw new DriverError(`"psa_mcu" was asked about ${label}, and told of ${sensors.map((s) => s.sensor).join()}`);
    this.#results.push(result);
    // Not the sensor's fault: nobody has tested it.
    if (result.status === 'NO_SPEC' || result.status === 'NOT_TESTED')
      throw new DriverError(`"psa_mcu" did not test ${label}: ${result.status}`);
    this.measure('status', result.status, { limits: { equals: 'PASS' } });
    return result.reading;
  }

  #specs(): [SensorName, SensorSpec][] {
    const specs: [SensorName, SensorSpec, boolean][] = [
      ['vl53l0x', { target: this.vl53l0x_target_mm, tolerance: this.vl53l0x_tolerance_mm }, this.test_vl53l0x_enabled],
      [
        'mlx90640',
        { target: this.mlx90640_target_celsius, tolerance: this.mlx90640_tolerance_celsius },
        this.test_mlx90640_enabled,
      ],
    ];
    return specs.flatMap(([sensor, spec, isWanted]) => (isWanted ? [[sensor, spec]] : []));
  }
}
