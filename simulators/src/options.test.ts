import { expect, it } from 'vitest';
import { parseInvocation } from './options.ts';

it('starts one slot with seed 1 when nothing is said', () => {
  expect(parseInvocation([])).toEqual({
    mode: 'serve',
    simulators: { slots: 1, seed: 1, badEvery: 0, basePort: 0, latency: true },
    portsFile: undefined,
    exitWithStdin: false,
  });
});

it('reads every flag', () => {
  const args =
    '--slots 2 --seed 7 --witness w --ports-file p --bad-every 5 --base-port 9000 --no-latency --exit-with-stdin';
  expect(parseInvocation(args.split(' '))).toEqual({
    mode: 'serve',
    simulators: { slots: 2, seed: 7, badEvery: 5, basePort: 9000, latency: false, witness: 'w' },
    portsFile: 'p',
    exitWithStdin: true,
  });
});

it.each([
  ['--slots', '0'],
  ['--slots', 'two'],
  ['--seed', '1.5'],
])('refuses %s %s and says what is allowed', (flag, value) => {
  expect(() => parseInvocation([flag, value])).toThrow(`${flag} must be a whole number from`);
});

it('takes one JSON object for --tell', () => {
  expect(parseInvocation(['--tell', '9000', '{"command":"status"}'])).toEqual({
    mode: 'tell',
    controlPort: 9000,
    request: { command: 'status' },
  });
  expect(() => parseInvocation(['--tell', '9000'])).toThrow('--tell takes a port and one JSON object');
});
