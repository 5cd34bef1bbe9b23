/** One JSON line of the log as people read it: `07:04:05 WARNING [batch] worker was slow  batchId=batch_1`. */

const SHOWN_APART = new Set(['time', 'level', 'name', 'msg', 'err']);

/** Pure. A line that is no JSON comes back as it is. */
export function consoleLine(json: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(json);
  } catch {
    return json;
  }
  const time = String(entry['time']).slice(11, 19);
  const level = String(entry['level']).toUpperCase().padEnd(7);
  const name = entry['name'] === undefined ? '' : ` [${entry['name']}]`;
  const facts = Object.entries(entry)
    .filter(([key]) => !SHOWN_APART.has(key))
    .map(([key, value]) => `  ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${time} ${level}${name} ${entry['msg'] ?? ''}${facts.join('')}${errorText(entry['err'])}\n`;
}

function errorText(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const text = 'stack' in error && error.stack ? error.stack : 'message' in error ? error.message : '';
  return `\n  ${String(text).replaceAll('\n', '\n  ')}`;
}
