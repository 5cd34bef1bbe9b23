import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import type { Instrument, RunningStation } from './examined.ts';
import { type Finding, matter } from './finding.ts';

const ANSWER_WITHIN_MS = 3_000;

/**
 * Whether each instrument can be had. While a station runs it is asked, since many instruments take one connection only; else the
 * serial port or the address of each is tried. Nothing is sent to an instrument.
 */
export async function checkInstruments(
  instruments: readonly Instrument[],
  running: RunningStation | null,
): Promise<Finding[]> {
  if (running?.told) return running.told.batches.flatMap(ofRunningBatch);
  if (running) {
    const fix = 'Look at the page of the batch on the screen, or stop the station and run the doctor again.';
    return [matter('instruments').warning(`the station that runs does not tell: ${running.refusal}`, fix)];
  }
  if (instruments.length === 0) return [matter('instruments').ok('none are configured')];
  return Promise.all(instruments.map(checkOne));
}

type RunningBatch = NonNullable<RunningStation['told']>['batches'][number];

function ofRunningBatch({ id, hardware }: RunningBatch): Finding[] {
  return Object.entries(hardware).map(([instrument, { state = 'disconnected', problem, identity }]) => {
    const about = matter(`${id}.${instrument}`);
    if (state === 'disconnected') return about.ok('not connected: nobody needs it now');
    if (state === 'connected') return about.ok(`connected${identity === undefined ? '' : `: ${identity}`}`);
    return about.problem(`${state}: ${problem ?? 'it does not answer'}`, 'Check power and cable of the instrument.');
  });
}

async function checkOne({ name, settings }: Instrument): Promise<Finding> {
  const about = matter(name);
  const unset = Object.entries(settings).find(([, value]) => /\$\{\w+\}/.test(String(value)));
  if (unset)
    return about.problem(
      `${unset[0]}: ${unset[1]} has no value`,
      'Set the variable, in config/station.env for the service.',
    );
  const device = [settings['port'], settings['path'], settings['device']].find((value) =>
    String(value).startsWith('/'),
  );
  if (device !== undefined) return checkDevice(name, String(device));
  const address = addressOf(settings);
  if (!address) return about.ok('has neither a device nor an address that could be tried');
  const error = await connectError(address);
  const place = `${address.host}:${address.port}`;
  if (error === null) return about.ok(`${place} takes connections`);
  return about.problem(
    `${place} does not answer: ${error}`,
    'Check power, cable, address and firewall of the instrument.',
  );
}

async function checkDevice(name: string, device: string): Promise<Finding> {
  const about = matter(name);
  const facts = await stat(device).catch(() => null);
  if (!facts)
    return about.problem(`${device} is not there`, `Plug it in, or change its port; there are: ${await serialPorts()}`);
  if (!facts.isCharacterDevice()) return about.problem(`${device} is no device`, 'Change its port in station.yaml.');
  const mayUse = await access(device, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  const { username } = userInfo();
  if (!mayUse)
    return about.problem(
      `${username} may not use ${device}`,
      `sudo usermod -aG dialout ${username}, then start the station anew`,
    );
  return about.ok(`${device} is there, and ${username} may use it`);
}

/** By name that does not change with the order of plugging, where the system has one. */
async function serialPorts(): Promise<string> {
  const named = (await readdir('/dev/serial/by-id').catch(() => [])).map((name) => `/dev/serial/by-id/${name}`);
  const plain = (await readdir('/dev').catch(() => []))
    .filter((name) => /^tty(USB|ACM)\d/.test(name))
    .map((name) => `/dev/${name}`);
  return [...named, ...plain].join(', ') || 'none';
}

/** Of settings such as `host` and `port`, `ip` and `port`, or an address with a scheme. */
export function addressOf(settings: Instrument['settings']): { host: string; port: number } | null {
  const url = Object.values(settings).find((value) => /^[a-z.]+:\/\/[^/]+:\d+/.test(String(value)));
  if (url !== undefined) {
    const [, host = '', port = ''] = /^[a-z.]+:\/\/\[?([^/\]]+)\]?:(\d+)/.exec(String(url)) ?? [];
    return { host, port: Number(port) };
  }
  const host = settings['host'] ?? settings['ip'];
  const port = Number(settings['port']);
  return host !== undefined && port > 0 ? { host: String(host), port } : null;
}

function connectError({ host, port }: { host: string; port: number }): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_WITHIN_MS });
    const end = (error: string | null) => {
      socket.destroy();
      resolve(error);
    };
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end(`nothing within ${ANSWER_WITHIN_MS / 1000} s`));
    socket.once('error', ({ message }) => end(message));
  });
}
