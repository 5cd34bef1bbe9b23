/** What is wrong with how the batches of a configuration share instruments and wait for each other. Pure. */
import type { StationConfig } from '@neurohub/contracts/config';
import { instrumentAddress } from '@neurohub/contracts/instrument-address';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { type FoundProblem, type Path, pathText } from './config-problem.ts';
import { nearest } from './nearest.ts';
import { type Environment, withKnownValues } from './references.ts';

type Instruments = Pick<StationConfig, 'batches' | 'sharedHardware'>;

/** One place of the file at which an instrument is described. `owner`: places of one owner may name the same instrument. */
interface Place {
  path: Path;
  owner: string;
  address: string;
}

export function instrumentProblems(
  config: Pick<StationConfig, 'batches' | 'sharedHardware' | 'rendezvous'>,
  env: Environment,
): FoundProblem[] {
  return [...unknownShared(config), ...ambiguousIds(config), ...sameAddress(config, env), ...unknownPeers(config)];
}

function unknownShared({ batches, sharedHardware }: Instruments): FoundProblem[] {
  const known = Object.keys(sharedHardware);
  return batches.flatMap(({ shared }, index) =>
    Object.entries(shared)
      .filter(([, instrument]) => !Object.hasOwn(sharedHardware, instrument))
      .map(([id, value]) => ({
        path: ['batches', index, 'hardware', id, 'shared'],
        value,
        message: `shared_hardware has no such instrument; ${suggest(value, known)}`,
      })),
  );
}

/** `<batch>.<hardware>` is the name of an instrument of one batch. */
function ambiguousIds({ sharedHardware }: Instruments): FoundProblem[] {
  const dotted = Object.keys(sharedHardware).filter((id) => id.includes('.'));
  const message = 'the id of a shared instrument has no dot: <batch>.<hardware> names the instruments of one batch';
  return dotted.map((id) => ({ path: ['shared_hardware', id], message, isAboutKey: true }));
}

export function sameAddress(config: Instruments, env: Environment): FoundProblem[] {
  const first = new Map<string, Place>();
  const problems: FoundProblem[] = [];
  for (const place of placesOf(config, env)) {
    const earlier = first.get(place.address);
    if (!earlier) first.set(place.address, place);
    else if (earlier.owner !== place.owner) problems.push(sameInstrument(place, earlier));
  }
  return problems;
}

function placesOf({ batches, sharedHardware }: Instruments, env: Environment): Place[] {
  const shared = Object.entries(sharedHardware).flatMap(([id, settings]) => {
    const address = addressOf(settings, env);
    // What is left to a manifest cannot be compared with what another instrument leaves to it.
    return address?.isWhole ? [{ path: ['shared_hardware', id], owner: `shared ${id}`, address: address.text }] : [];
  });
  const own = batches.flatMap((batch, index) =>
    Object.entries(batch.hardware).flatMap(([id, settings]) => {
      const found = Object.hasOwn(batch.shared, id) ? null : addressOf(settings, env);
      if (!found) return [];
      // Two batches of one package have the same defaults for the same hardware.
      const address = found.isWhole ? found.text : `${batch.sequencePackage} ${id} ${found.text}`;
      return [{ path: ['batches', index, 'hardware', id], owner: `batch ${batch.id}`, address }];
    }),
  );
  return [...shared, ...own];
}

/** A `${NAME}` counts with its value, or as it stands while it has none. */
function addressOf(settings: Readonly<Record<string, ScalarValue>>, env: Environment) {
  const values = Object.entries(settings).map(([key, value]) => [
    key,
    typeof value === 'string' ? withKnownValues(value, env) : value,
  ]);
  return instrumentAddress(Object.fromEntries(values) as Record<string, ScalarValue>);
}

function sameInstrument({ path }: Place, earlier: Place): FoundProblem {
  const other = pathText(earlier.path);
  const how =
    earlier.path[0] === 'shared_hardware'
      ? `write {shared: ${earlier.path[1]}} here`
      : 'declare it under shared_hardware and write {shared: <id>} at both places';
  return { path, message: `the same address as ${other}; to share the instrument ${how}`, isAboutKey: true };
}

function unknownPeers({ batches, rendezvous }: Pick<StationConfig, 'batches' | 'rendezvous'>): FoundProblem[] {
  const known = batches.map(({ id }) => id);
  return Object.entries(rendezvous).flatMap(([name, { batches: peers }]) =>
    peers.flatMap((value, index) => {
      const path = ['rendezvous', name, 'batches', index];
      if (peers.indexOf(value) < index) return [{ path, value, message: 'is in the list twice' }];
      return known.includes(value) ? [] : [{ path, value, message: `no such batch; ${suggest(value, known)}` }];
    }),
  );
}

function suggest(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? `there are: ${known.join(', ') || 'none'}` : `did you mean ${near}?`;
}
