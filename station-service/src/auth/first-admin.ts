import { randomBytes } from 'node:crypto';
import type { AuthConfig } from '@neurohub/contracts/auth-config';
import type { UserStore } from './user-store.ts';

const NAME = 'admin';

/** Where nobody could let anybody in, there has to be one. Gives what is to be shown once, and nowhere kept. */
export async function makeFirstAdmin(users: UserStore, config: AuthConfig): Promise<string | null> {
  const isThere = users.users.some(({ role, passwordHash }) => role === 'admin' && passwordHash);
  if (!config.enabled || config.basic || isThere) return null;
  const password = randomBytes(15).toString('base64url');
  if (users.find(NAME)) await users.change(NAME, { role: 'admin', password });
  else await users.add({ name: NAME, role: 'admin', password });
  return `first start with server.auth: sign in as "${NAME}" with the password ${password}\nIt is shown this once only: change it.`;
}
