import { stat } from 'node:fs/promises';
import type { SerialPort } from 'serialport';

export interface PortWatch {
  start(unplugged: (text: string) => void): void;
  stop(): void;
}

/** Answers what is wrong with the port; undefined while it is there. */
type Probe = () => Promise<string | undefined>;

const WATCH_MS = 500;

/**
 * Sees that a port is gone without writing to it, which the serial library often does not: it reads on, and where the operating system
 * answers a read with nothing, without a pause (https://github.com/serialport/node-serialport/issues/2043). Asks every `everyMs` whether the device node is still the one that was
 * opened, and for the control lines; a question that fails from the beginning is not asked.
 */
export async function watchPort(port: SerialPort, everyMs = WATCH_MS): Promise<PortWatch> {
  const probes = (await Promise.all([nodeProbe(port.path), linesProbe(port)])).filter((probe) => probe !== undefined);
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async (unplugged: (text: string) => void) => {
    const found = (await Promise.all(probes.map((probe) => probe()))).find((text) => text !== undefined);
    if (stopped) return;
    if (found !== undefined) return unplugged(found);
    next(unplugged);
  };
  const next = (unplugged: (text: string) => void) => {
    timer = setTimeout(() => void look(unplugged), everyMs);
    // A port that nobody closed does not keep the process.
    timer.unref();
  };
  return {
    start: (unplugged) => next(unplugged),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** The device node: it vanishes with the device, and another device may get its name. */
async function nodeProbe(path: string): Promise<Probe | undefined> {
  const identity = () =>
    stat(path).then(
      ({ ino, rdev }) => `${ino}:${rdev}`,
      () => undefined,
    );
  const opened = await identity();
  // Windows has no node to look at.
  if (opened === undefined) return undefined;
  return async () => {
    const now = await identity();
    if (now === undefined) return 'the port was unplugged: its device node is gone';
    return now === opened ? undefined : 'the port was unplugged: another device has its name now';
  };
}

/** The control lines: asking a dead device fails. A pseudo terminal has none. */
async function linesProbe(port: SerialPort): Promise<Probe | undefined> {
  const ask: Probe = () =>
    new Promise((resolve) => {
      port.get((error) => resolve(error ? `the port was unplugged: ${error.message}` : undefined));
    });
  return (await ask()) === undefined ? ask : undefined;
}
