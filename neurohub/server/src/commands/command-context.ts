import { CodedError } from '@neurohub/contracts/errors';
import type { Users } from '../auth/users.ts';
import type { Stations } from '../stations/stations.ts';

/** What a command needs; it prints what it has to say. */
export interface CommandContext {
  users: Users;
  stations: Stations;
  by: { who: string; from: string };
  values: {
    role?: string | undefined;
    name?: string | undefined;
    reason?: string | undefined;
    keyFile?: string | undefined;
  };
  print(text: string): void;
}

/** @throws USAGE */
export function onlyArgument(positionals: readonly string[], help: string): string {
  const [one, ...more] = positionals;
  if (one !== undefined && more.length === 0) return one;
  throw new CodedError('USAGE', `expected one name\n\n${help}`);
}
