import { type HubMe, hubMeSchema } from '@neurohub/contracts/hub-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import * as z from 'zod';

export const fetchMe = (): Promise<HubMe> => requestData(hubMeSchema, '/api/auth/me');

export const signIn = (name: string, password: string): Promise<HubMe> =>
  requestData(hubMeSchema, '/api/auth/login', { body: { name, password } });

export async function signOut(): Promise<void> {
  await requestData(z.null(), '/api/auth/logout', { body: {} });
}

export async function changeOwnPassword(current: string, password: string): Promise<void> {
  await requestData(z.null(), '/api/auth/password', { body: { current, password } });
}
