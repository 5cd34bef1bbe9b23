/** The users of the running station. Secrets are made here and shown once: nothing secret is on a command line. */
import { randomBytes, randomInt } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ROLES, type Role } from '@neurohub/contracts/auth';
import { type UserView, userSchema } from '@neurohub/contracts/auth-rest';
import { CodedError } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { type Command, type CommandInput, type CommandResult, type Flag, textOf } from '../command.ts';
import { getFromStation, postToStation, URL_FLAG } from '../station-rest.ts';

const KINDS = ['password', 'pin', 'badge'] as const;
type Kind = (typeof KINDS)[number];

const ROLE_FLAG = { value: 'role', help: ROLES.join(', ') } satisfies Flag;
const BY_FLAG = {
  value: 'kind',
  help: 'password or pin: a new one is made and shown once; badge: its line is read from standard input',
} satisfies Flag;

export const userListCommand: Command = {
  name: 'user list',
  args: [],
  summary: 'Shows the users of the running station.',
  flags: URL_FLAG,
  run: async (input) => {
    const users = z.array(userSchema).parse(await getFromStation(input, '/api/users'));
    return { text: users.length === 0 ? ['there are none'] : users.map(line), data: { users } };
  },
};

export const userAddCommand: Command = {
  name: 'user add',
  args: ['<name>'],
  summary: 'Adds a user, and shows the new password or PIN once.',
  flags: {
    role: { ...ROLE_FLAG, help: `${ROLE_FLAG.help} (default operator)` },
    by: { ...BY_FLAG, help: `${BY_FLAG.help} (default password)` },
    ...URL_FLAG,
  },
  run: async (input) => {
    const [name] = input.args;
    const role = roleOf(input) ?? 'operator';
    const secret = await makeSecret(kindOf(input) ?? 'password');
    return told(await postToStation(input, '/api/users', { body: { name, role, ...secret } }), secret);
  },
};

export const userChangeCommand: Command = {
  name: 'user change',
  args: ['<name>'],
  summary: 'Gives a user another role, password, PIN or badge; who is signed in in this name is signed out.',
  flags: { role: ROLE_FLAG, by: BY_FLAG, ...URL_FLAG },
  run: async (input) => {
    const [role, kind] = [roleOf(input), kindOf(input)];
    if (!role && !kind) throw new CodedError('USAGE', '"user change" needs --role, --by, or both');
    const secret = kind ? await makeSecret(kind) : {};
    const body = { ...(role && { role }), ...secret };
    return told(await postToStation(input, pathOf(input), { method: 'PUT', body }), secret);
  },
};

export const userRemoveCommand: Command = {
  name: 'user remove',
  args: ['<name>'],
  summary: 'Removes a user; who is signed in in this name is signed out.',
  flags: URL_FLAG,
  run: async (input) => {
    const user = userSchema.parse(await postToStation(input, pathOf(input), { method: 'DELETE' }));
    return { text: [`removed ${user.name}`], data: { user } };
  },
};

const pathOf = ({ args: [name = ''] }: CommandInput) => `/api/users/${encodeURIComponent(name)}`;

const roleOf = (input: CommandInput): Role | undefined => oneOf(input, 'role', ROLES);
const kindOf = (input: CommandInput): Kind | undefined => oneOf(input, 'by', KINDS);

function oneOf<T extends string>({ flags }: CommandInput, flag: string, allowed: readonly T[]): T | undefined {
  const given = textOf(flags[flag]);
  const found = allowed.find((one) => one === given);
  if (given !== undefined && !found)
    throw new CodedError('USAGE', `--${flag} "${given}" is none of ${allowed.join(', ')}`);
  return found;
}

type Secret = Partial<Record<Kind, string>>;

async function makeSecret(kind: Kind): Promise<Secret> {
  if (kind === 'password') return { password: randomBytes(15).toString('base64url') };
  if (kind === 'pin') return { pin: String(randomInt(1_000_000)).padStart(6, '0') };
  return { badge: await firstLine(process.stdin) };
}

/** What a badge reader types. @throws USAGE when nothing comes */
export async function firstLine(from: Readable): Promise<string> {
  for await (const text of createInterface({ input: from })) if (text.trim() !== '') return text.trim();
  throw new CodedError('USAGE', 'no badge was read from standard input');
}

function told(answer: unknown, { password, pin }: Secret): CommandResult {
  const user = userSchema.parse(answer);
  const secrets = { ...(password && { password }), ...(pin && { pin }) };
  const shown = Object.entries(secrets).map(([kind, secret]) => `  ${kind}: ${secret} (shown this once only)`);
  return { text: [line(user), ...shown], data: { user, ...secrets } };
}

function line({ name, role, hasPassword, hasPin, hasBadge }: UserView): string {
  const by = [hasPassword && 'password', hasPin && 'PIN', hasBadge && 'badge'].filter(Boolean).join(', ');
  return `${name}  ${role}, by ${by || 'nothing'}`;
}
