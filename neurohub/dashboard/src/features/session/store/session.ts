/** Who looks at this screen, and what that person may do. */
import { mayDo, type Role } from '@neurohub/contracts/auth';
import type { HubMe } from '@neurohub/contracts/hub-rest';
import { createContext, useContext } from 'react';

export interface Session {
  readonly me: HubMe;
  /** Of whoever looks without having signed in, too. */
  readonly role: Role;
  readonly isSignedIn: boolean;
}

/** Null: nobody is known, and nobody may look without signing in. */
export function sessionOf(me: HubMe): Session | null {
  if (me.person !== null) return { me, role: me.person.role, isSignedIn: me.person.signedIn };
  return me.openViewing ? { me, role: 'viewer', isSignedIn: false } : null;
}

export const SessionContext = createContext<Session | null>(null);

/** @throws Error outside of the provider */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is used outside of SessionContext');
  return session;
}

/** Whether this person has a role or a greater one. What is not allowed is not offered; the server decides all the same. */
export const useMay = (needed: Role): boolean => mayDo(useSession().role, needed);
