import { type Me, meSchema, type SignInBody, signedInSchema } from '@neurohub/contracts/auth-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';
import { rememberPerson } from '../store/recent-people.ts';

export const fetchMe = (): Promise<Me> => requestData(meSchema, '/api/auth/me');

export async function signIn(body: SignInBody): Promise<void> {
  const { actor } = await requestData(signedInSchema, '/api/auth/login', { body });
  rememberPerson(actor.name);
}

/** The page is loaded anew: nothing of the former person is left in it. */
export async function takeOver(body: SignInBody): Promise<void> {
  await signIn(body);
  window.location.reload();
}

export async function signOut(): Promise<void> {
  await requestData(z.null(), '/api/auth/logout', { body: {} });
}

/** A sign-in that has ended leads back to where one signs in. A service that is away is not that. */
export async function leaveWhenSignedOut(): Promise<void> {
  const me = await fetchMe().catch(() => null);
  if (me?.enabled && me.actor === null) window.location.reload();
}
