/** Reads what `strace -f -ttt -xx -y` printed: one line for each call, strings as \xHH throughout. */
import type { DiskEvent } from './disk-event.ts';

const CALL = /^(\d+) +(\d+\.\d+) (\w+)\((.*)$/;
const RESUMED = /^(\d+) +(\d+\.\d+) <\.\.\. (\w+) resumed>.*= (-?\d+)/;
const UNFINISHED = ' <unfinished ...>';
const ARGUMENTS = /^\d+<((?:\\x[0-9a-f]{2})*)>(?:, (.*?))?(?:\) += (-?\d+).*)?$/;
const WRITTEN = /^"((?:\\x[0-9a-f]{2})*)", (\d+), (\d+)$/;
/** Printed by strace about itself and about ends of threads; says nothing of files. */
const NO_CALL = /^\d+ +\d+\.\d+ (\+\+\+|---) /;

/** @throws Error for a line it does not understand: a call that is left out would make every image after it wrong. */
export function parseTrace(text: string): DiskEvent[] {
  const unfinished = new Map<string, string>();
  return text.split('\n').flatMap((line) => {
    if (line === '' || NO_CALL.test(line)) return [];
    const resumed = RESUMED.exec(line);
    if (resumed) return finish(unfinished, resumed, line);
    const call = CALL.exec(line);
    if (!call) throw new Error(`a line of the trace is no call: ${line.slice(0, 200)}`);
    const [, thread = '', , name = ''] = call;
    // A write reaches the file somewhere between its two lines: taking the first is the harder case. A sync holds from its second.
    if (line.endsWith(UNFINISHED) && isSync(name)) {
      unfinished.set(thread, line.slice(0, -UNFINISHED.length));
      return [];
    }
    return [toEvent(call, line)];
  });
}

function finish(unfinished: Map<string, string>, [, thread = '', at = '', name = '', result]: string[], line: string) {
  if (!isSync(name)) return [];
  const begun = CALL.exec(unfinished.get(thread) ?? '');
  if (!begun || result !== '0') throw new Error(`a sync failed, or has no beginning: ${line.slice(0, 200)}`);
  return [{ ...toEvent(begun, line), atMs: Number(at) * 1000 }];
}

function toEvent([, , at = '', name = '', rest = '']: string[], line: string): DiskEvent {
  const [, path = '', values = '', result] = ARGUMENTS.exec(rest.replace(UNFINISHED, '')) ?? [];
  const place = { atMs: Number(at) * 1000, file: bytesOf(path).toString().split('/').at(-1) ?? '' };
  if (path === '' || (result !== undefined && Number(result) < 0))
    throw new Error(`a call that failed, or cannot be read: ${line.slice(0, 200)}`);
  if (isSync(name)) return { ...place, kind: 'sync' };
  if (name === 'ftruncate') return { ...place, kind: 'truncate', size: Number(values) };
  const [, hex = '', length, offset] = WRITTEN.exec(values) ?? [];
  const data = bytesOf(hex);
  if (name !== 'pwrite64' || data.length !== Number(length) || (result !== undefined && result !== length))
    throw new Error(`not a whole pwrite64: ${line.slice(0, 200)}`);
  return { ...place, kind: 'write', offset: Number(offset), data };
}

const isSync = (name: string) => name === 'fsync' || name === 'fdatasync';
const bytesOf = (escaped: string) => Buffer.from(escaped.replaceAll('\\x', ''), 'hex');
