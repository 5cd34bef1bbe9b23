import { expect, it } from 'vitest';
import { ScpiEngine } from './scpi-engine.ts';

const engineWith = (executed: string[] = []) =>
  new ScpiEngine({
    identity: () => 'A,B,C,D',
    reset: () => undefined,
    commands: [
      { header: 'DISPlay:TEXT', parameters: [1, 2], execute: (given) => void executed.push(...given) },
      { header: 'DISPlay[:WINDow]:TEXT?', execute: () => '"text"' },
    ],
  });
const errorsOf = (engine: ScpiEngine) => {
  const errors: string[] = [];
  for (let next = engine.execute('SYST:ERR?'); next !== '0,"No error"'; next = engine.execute('SYST:ERR?')) {
    errors.push(next ?? '');
  }
  return errors;
};

it('keeps the oldest errors and turns the newest of a full queue into -350', () => {
  const engine = engineWith();
  for (let index = 0; index < 30; index += 1) engine.execute(index < 10 ? '*XYZ' : '*ESE');
  const errors = errorsOf(engine);
  expect(errors).toHaveLength(20);
  expect(errors.slice(0, 10).every((error) => error === '-113,"Undefined header"')).toBe(true);
  expect(errors.at(-1)).toBe('-350,"Queue overflow"');
});

it('says once that it was switched on', () => {
  const engine = engineWith();
  expect(engine.execute('*ESR?;*ESR?')).toBe('128;0');
});

it('executes what follows a bad unit', () => {
  const engine = engineWith();
  expect(engine.execute('*XYZ;*OPC?;;DISP:TEXT?')).toBe('1;"text"');
  expect(errorsOf(engine)).toEqual(['-113,"Undefined header"']);
});

it('leaves separators inside strings and parentheses alone', () => {
  const executed: string[] = [];
  const engine = engineWith(executed);
  engine.execute(`DISP:TEXT "a;b,c" , (@1,2)`);
  expect(executed).toEqual(['"a;b,c"', '(@1,2)']);
  expect(errorsOf(engine)).toEqual([]);
});

it.each([
  ['DISP:TEXT "open', '-151,"Invalid string data"'],
  ['DISP:TEXT 1,,2', '-102,"Syntax error"'],
  ['DISP::TEXT 1', '-111,"Header separator error"'],
  ['5 VOLT', '-102,"Syntax error"'],
  ['DISP:TEXT \u00e9', '-101,"Invalid character"'],
  ['DISP:TEXT2 1', '-114,"Header suffix out of range"'],
  ['DISP:TEXT? 1', '-108,"Parameter not allowed"'],
])('answers %s with %s', (message, error) => {
  const engine = engineWith();
  expect(engine.execute(message)).toBeUndefined();
  expect(errorsOf(engine)).toEqual([error]);
});

it('lets an optional node be written or left out', () => {
  const engine = engineWith();
  expect(engine.execute('DISP:TEXT?;:DISPLAY:WINDOW:TEXT?')).toBe('"text";"text"');
});

it('shows a response that is still waiting as message available', () => {
  expect(engineWith().execute('*OPC?;*STB?')).toBe('1;16');
});
