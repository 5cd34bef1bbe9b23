/**
 * One line of the log file: a JSON object, `{"level":"warning","time":"2026-11-26T07:04:05.123Z","name":"batch","batchId":"b1","msg":"…"}`.
 * Facts of the line stand beside these keys; `err` is an error with its stack. Free of any library.
 */
export interface LogLine {
  /** ISO 8601, UTC. */
  time: string;
  level: string;
  /** Which part of the station says it. */
  name?: string;
  msg?: string;
  err?: unknown;
  [fact: string]: unknown;
}

const SHOWN_APART = new Set(['time', 'level', 'name', 'msg', 'err']);
/** Whatever moves a cursor, rings or hides text on a terminal: what a device or a stranger sent must not. */
const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** What stands in a line of the file, or null for a line that is none of ours: cut off, or foreign. */
export function parseLogLine(text: string): LogLine | null {
  try {
    const value: unknown = JSON.parse(text);
    const isLine = typeof value === 'object' && value !== null && 'level' in value && 'time' in value;
    return isLine ? (value as LogLine) : null;
  } catch {
    return null;
  }
}

/**
 * As people read it, with its line feed: `07:04:05 WARNING [batch] worker was slow  batchId=batch_1`. Times are UTC.
 * @param clock `short` for a console that is read as it is written, `full` with date and milliseconds
 */
export function readableLine(line: LogLine, clock: 'short' | 'full' = 'short'): string {
  const time = clock === 'short' ? String(line.time).slice(11, 19) : visible(String(line.time));
  const name = line.name === undefined ? '' : ` [${visible(String(line.name))}]`;
  const facts = Object.entries(line)
    .filter(([key]) => !SHOWN_APART.has(key))
    .map(([key, value]) => `  ${visible(key)}=${visible(typeof value === 'string' ? value : JSON.stringify(value))}`);
  const level = visible(String(line.level)).toUpperCase().padEnd(7);
  return `${time} ${level}${name} ${visible(String(line.msg ?? ''))}${facts.join('')}${errorText(line.err)}\n`;
}

/** A stack keeps its lines: they are set in, so that none of them looks like a line of the log. */
function errorText(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const text = 'stack' in error && error.stack ? error.stack : 'message' in error ? error.message : '';
  return String(text)
    .split('\n')
    .map((line) => `\n  ${visible(line)}`)
    .join('');
}

const visible = (text: string): string =>
  text.replace(CONTROL, (character) =>
    character === '\t' ? ' ' : `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
