import type { Me } from '@neurohub/contracts/auth-rest';
import { type ReactNode, useEffect, useState } from 'react';
import { fetchMe } from '../api/auth-api.ts';
import { SignInPage } from './sign-in-page.tsx';

/** Of whoever wants to sign in although the address is known without. */
const SIGN_IN_HASH = '#/sign-in';

/**
 * Shows the screen to whoever may see it, and else where to sign in. A change of person loads the page anew: nothing of the former one
 * is left in it.
 */
export function AuthGate({ children }: { children: (me: Me | null, onSignedOut: () => void) => ReactNode }) {
  const [me, setMe] = useState<Me | null | undefined>();
  useEffect(() => {
    // A service that does not answer is for the screen to tell.
    void fetchMe().then(setMe, () => setMe(null));
  }, []);
  if (me === undefined) return null;
  const wantsToSignIn = me?.enabled === true && window.location.hash === SIGN_IN_HASH;
  if (me?.enabled && (me.actor === null || wantsToSignIn)) return <SignInPage onSignedIn={() => reloadAt('#/')} />;
  return children(me, () => reloadAt(me?.actor?.via === 'whitelist' ? SIGN_IN_HASH : '#/'));
}

function reloadAt(hash: string): void {
  window.location.hash = hash;
  window.location.reload();
}
