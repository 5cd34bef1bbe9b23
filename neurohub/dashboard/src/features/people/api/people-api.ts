import type { Role } from '@neurohub/contracts/auth';
import { type UserView, userSchema } from '@neurohub/contracts/auth-rest';
import * as z from 'zod';
import { askHub } from '../../../lib/hub-request.ts';

const userPath = (name: string) => `/api/users/${encodeURIComponent(name)}`;

export const fetchUsers = (): Promise<UserView[]> => askHub(z.array(userSchema), '/api/users');

export async function addUser(user: { name: string; role: Role; password: string }): Promise<void> {
  await askHub(userSchema, '/api/users', { body: user });
}

export async function changeUser(name: string, change: { role?: Role; password?: string }): Promise<void> {
  await askHub(userSchema, userPath(name), { method: 'PUT', body: change });
}

export async function removeUser(name: string): Promise<void> {
  await askHub(z.unknown(), userPath(name), { method: 'DELETE', body: {} });
}
