import { ROLES } from '@neurohub/contracts/auth';
import { KEY_SCOPES } from '@neurohub/contracts/auth-config';
import { keySchema, newKeySchema } from '@neurohub/contracts/auth-rest';
import * as z from 'zod';
import { type Command, textOf, textsOf } from '../command.ts';
import { getFromStation, postToStation, URL_FLAG } from '../station-rest.ts';

export const keyAddCommand: Command = {
  name: 'key add',
  args: ['<name>'],
  summary: 'Makes an API key for a program, and shows it this once.',
  flags: {
    role: { value: 'role', help: `one of ${ROLES.join(', ')} (default viewer)` },
    scope: { value: 'scope', multiple: true, help: `one of ${KEY_SCOPES.join(', ')} (default api)` },
    expires: { value: 'time', help: 'such as 2027-01-01T00:00:00Z (default never)' },
    ...URL_FLAG,
  },
  run: async (input) => {
    const [role, expiresAt] = [textOf(input.flags['role']), textOf(input.flags['expires'])];
    const scopes = textsOf(input.flags['scope']);
    const body = {
      ...{ name: input.args[0], ...(role && { role }), ...(expiresAt && { expiresAt }) },
      ...(scopes.length > 0 && { scopes }),
    };
    const key = newKeySchema.parse(await postToStation(input, '/api/keys', { body }));
    return { text: [`"${key.name}"  ${key.id}`, `  key ${key.key} (shown this once only)`], data: key };
  },
};

export const keyListCommand: Command = {
  name: 'key list',
  args: [],
  summary: 'Lists the API keys that were made on the running station.',
  flags: URL_FLAG,
  run: async (input) => {
    const keys = z.array(keySchema).parse(await getFromStation(input, '/api/keys'));
    const text = keys.map(
      ({ id, name, role, scopes, expiresAt }) =>
        `${id}  ${name}  ${role}  ${scopes.join(', ')}  ${expiresAt ?? 'no end'}`,
    );
    return { text: text.length > 0 ? text : ['no keys: station key add <name>'], data: { keys } };
  },
};

export const keyRevokeCommand: Command = {
  name: 'key revoke',
  args: ['<id>'],
  summary: 'Ends an API key at once.',
  flags: URL_FLAG,
  run: async (input) => {
    const path = `/api/keys/${encodeURIComponent(input.args[0] ?? '')}`;
    const key = keySchema.parse(await postToStation(input, path, { method: 'DELETE' }));
    return { text: [`"${key.name}" is revoked`], data: { key } };
  },
};
