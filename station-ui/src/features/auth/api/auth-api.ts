import { type Me, meSchema, type SignInBody, signedInSchema } from '@neurohub/contracts/auth-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';

export const fetchMe = (): Promise<Me> => requestData(meSchema, '/api/auth/me');

export async function signIn(body: SignInBody): Promise<void> {
  await requestData(signedInSchema, '/api/auth/login', { body });
}

export async function signOut(): Promise<void> {
  await requestData(z.null(), '/api/auth/logout', { body: {} });
}

/** A sign-in that has ended leads back to where one signs in. A service that is away is not that. */
export async function leaveWhenSignedOut(): Promise<void> {
  const me = await fetchMe().catch(() => null);
  if (me?.enabled && me.actor === null) window.location.reload();
}
