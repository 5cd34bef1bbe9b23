/** Inputs made from good ones by small damage: most get past the first check, which noise never does. Pure: the same numbers, the same input. */

/** What parsers have stumbled over before, wherever it is put. */
const ODD = [
  ...[
    '',
    '\0',
    '\r\n',
    '\n',
    '\r\n\r\n',
    '\t',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '-',
    '#',
    '&a',
    '*a',
    '|',
    '>',
    '!!',
    '<<: *a',
  ],
  ...[
    '0',
    '-1',
    '1e999',
    '-0',
    '9007199254740993',
    '0x10',
    '1_000',
    'NaN',
    'null',
    'true',
    '~',
    '.inf',
    '2026-13-45T99:99:99Z',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '../../etc/passwd',
    '%00',
    '%2e%2e%2f',
    '${HOME}',
    '${',
    '\\u0000',
    '\\ud800',
    '😀',
    '\u202e',
  ],
  ...[
    'a'.repeat(300),
    '['.repeat(2_000),
    '{"a":'.repeat(500),
    '&a [*a, *a]',
    'Transfer-Encoding: chunked\r\n',
    'Content-Length: 5\r\n',
  ],
].map((text) => Buffer.from(text));

const MOST_BYTES = 300_000;

/**
 * @param random numbers in [0, 1)
 * @param samples good inputs; one is damaged, and parts of the others may get into it
 */
export function mutate(random: () => number, samples: readonly Buffer[]): Buffer {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  let input: Buffer = Buffer.from(pick(samples));
  for (let left = 1 + Math.floor(random() ** 2 * 8); left > 0; left--)
    input = pick(DAMAGE)(input, { random, pick, samples }).subarray(0, MOST_BYTES);
  return input;
}

interface Means {
  random: () => number;
  pick: <T>(from: readonly T[]) => T;
  samples: readonly Buffer[];
}

type Damage = (input: Buffer, means: Means) => Buffer;

const placeIn = (input: Buffer, random: () => number): number => Math.floor(random() * (input.length + 1));

function sliceOf(input: Buffer, random: () => number): { from: number; to: number } {
  const from = placeIn(input, random);
  return { from, to: Math.min(input.length, from + Math.ceil(random() ** 3 * 200)) };
}

const replaced = (input: Buffer, { from, to }: { from: number; to: number }, by: Buffer): Buffer =>
  Buffer.concat([input.subarray(0, from), by, input.subarray(to)]);

const DAMAGE: readonly Damage[] = [
  // One bit.
  (input, { random }) => {
    const copy = Buffer.from(input);
    const at = Math.floor(random() * copy.length);
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return copy;
  },
  // Something odd put in, or instead of something.
  (input, { random, pick }) => {
    const from = placeIn(input, random);
    return replaced(input, { from, to: from }, pick(ODD));
  },
  (input, { random, pick }) => replaced(input, sliceOf(input, random), pick(ODD)),
  // Cut out, cut off, twice, in another place.
  (input, { random }) => replaced(input, sliceOf(input, random), Buffer.alloc(0)),
  (input, { random }) => input.subarray(0, placeIn(input, random)),
  (input, { random }) => {
    const { from, to } = sliceOf(input, random);
    return replaced(input, { from: to, to }, input.subarray(from, to));
  },
  // A number that is another one.
  (input, { random, pick }) => {
    const numbers = [...input.toString('latin1').matchAll(/\d+/g)];
    if (numbers.length === 0) return input;
    const { index, 0: text } = pick(numbers);
    const other = pick([
      '0',
      '-1',
      '255',
      '4294967296',
      '99999999999999999999',
      '1.5',
      `${Math.floor(random() * 1e6)}`,
    ]);
    return replaced(input, { from: index, to: index + text.length }, Buffer.from(other));
  },
  // A part of another good one.
  (input, { random, pick, samples }) => {
    const other = pick(samples);
    const { from, to } = sliceOf(other, random);
    return replaced(input, sliceOf(input, random), other.subarray(from, to));
  },
];
