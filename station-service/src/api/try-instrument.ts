/** Whether there is something where an instrument should be: nothing is sent to it, and nothing is known of what it is. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Reach } from '@neurohub/contracts/config-rest';
import { instrumentAddress } from '@neurohub/contracts/instrument-address';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import type { BatchManager } from '../batch/batch-manager.ts';

const ANSWER_WITHIN_MS = 3_000;

type Settings = Readonly<Record<string, ScalarValue>>;
type Fill = (text: string) => string;
type Found = Pick<Reach, 'result' | 'message'>;

interface Surroundings {
  /** By address: which batch has it. */
  readonly inUse: ReadonlyMap<string, string>;
  /** Replaces every `${NAME}` that has a value. */
  readonly fill: Fill;
}

/** The places of the instruments that processes of this station are connected to now. */
export function instrumentsInUse(batches: Pick<BatchManager, 'configs' | 'views'>, fill: Fill): Map<string, string> {
  const places = batches.configs.flatMap((config) => {
    const view = batches.views.find(({ id }) => id === config.id);
    if (config.simulation || !view) return [];
    const connected = Object.entries(config.hardware).filter(([id]) => view.hardware[id]?.connected);
    return connected.flatMap(([, settings]) => {
      const address = instrumentAddress(filled(settings, fill));
      return address ? [[address.text, config.id] as const] : [];
    });
  });
  return new Map(places);
}

/** What is told never holds a value of the environment: `place` is as the settings write it. */
export async function tryInstrument(settings: Settings, { inUse, fill }: Surroundings): Promise<Reach> {
  const begun = performance.now();
  const known = filled(settings, fill);
  const unset = Object.keys(known).find((key) => /\$\{\w+\}/.test(String(known[key])));
  const found = unset
    ? ({ result: 'wrong', message: `${unset}: ${settings[unset]} has no value in the environment` } as const)
    : await look(instrumentAddress(known)?.text ?? null, inUse);
  return { ...found, place: instrumentAddress(settings)?.text ?? null, tookMs: performance.now() - begun };
}

async function look(place: string | null, inUse: Surroundings['inUse']): Promise<Found> {
  if (place === null) return { result: 'unknown', message: 'the settings name no address' };
  const user = inUse.get(place);
  if (user !== undefined) return { result: 'inUse', message: `batch ${user} is connected to it` };
  if (place.startsWith('/dev/')) return lookForDevice(place);
  const address = socketOf(place);
  return address ? connectTo(address) : { result: 'unknown', message: 'this kind of address cannot be tried' };
}

async function lookForDevice(device: string): Promise<Found> {
  const facts = await stat(device).catch(() => null);
  if (!facts) return { result: 'unreachable', message: 'the device is not there' };
  if (!facts.isCharacterDevice()) return { result: 'wrong', message: 'this is no device' };
  return access(device, constants.R_OK | constants.W_OK).then(
    () => ({ result: 'reached' as const, message: 'the device is there and may be used' }),
    () => ({ result: 'refused' as const, message: 'the station may not use the device' }),
  );
}

/** `host:port`, also at the front of a path and behind a scheme; `#` is a unit behind it. */
function socketOf(place: string): { host: string; port: number } | null {
  const [, host = '', port] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(\[[^\]]+\]|[^/:#?]+):(\d+)(?:[/#]|$)/i.exec(place) ?? [];
  if (port === undefined || host === '?') return null;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function connectTo({ host, port }: { host: string; port: number }): Promise<Found> {
  return new Promise((resolve) => {
    const end = (found: Found) => {
      socket.destroy();
      resolve(found);
    };
    const socket = connect({ host, port, timeout: ANSWER_WITHIN_MS });
    socket.once('connect', () => end({ result: 'reached', message: 'it takes connections' }));
    socket.once('timeout', () =>
      end({ result: 'unreachable', message: `nothing within ${ANSWER_WITHIN_MS / 1000} s` }),
    );
    socket.once('error', ({ code = 'no connection' }: NodeJS.ErrnoException) =>
      end({ result: 'unreachable', message: code }),
    );
  });
}

const filled = (settings: Settings, fill: Fill): Settings =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, typeof value === 'string' ? fill(value) : value]),
  );
