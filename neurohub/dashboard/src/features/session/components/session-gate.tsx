import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { type ReactNode, useEffect, useState } from 'react';
import { SIGNED_OUT_EVENT } from '../../../lib/hub-request.ts';
import { fetchMe } from '../api/session-api.ts';
import { type Session, SessionContext, sessionOf } from '../store/session.ts';
import classes from './session.module.css';
import { SignInPage } from './sign-in-page.tsx';

/** Of whoever wants to sign in although one may look without. */
export const SIGN_IN_HASH = '#/sign-in';
/** NeuroHub may be starting: asked again, for as long as it takes. Milliseconds. */
const RETRY_MS = 3_000;

type State = { session: Session | null } | { problem: ReturnType<typeof problemOf> } | 'asking';
const isShown = (state: State) => state !== 'asking' && 'session' in state;

/**
 * Shows the screen to whoever may see it, and else where to sign in. A change of person loads the page anew: nothing of the former one
 * is left in it.
 */
export function SessionGate({ children }: { children: (session: Session) => ReactNode }) {
  const [state, setState] = useState<State>('asking');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const ask = () => {
      clearTimeout(timer);
      return fetchMe().then(
        (me) => !isOver && setState({ session: sessionOf(me) }),
        (thrown: unknown) => {
          if (isOver) return;
          // Whoever sees the screen goes on seeing it: it tells by itself that it has lost NeuroHub.
          setState((before) => (isShown(before) ? before : { problem: problemOf(thrown) }));
          timer = setTimeout(ask, RETRY_MS);
        },
      );
    };
    void ask();
    const askAgain = () => void ask();
    window.addEventListener(SIGNED_OUT_EVENT, askAgain);
    return () => {
      isOver = true;
      clearTimeout(timer);
      window.removeEventListener(SIGNED_OUT_EVENT, askAgain);
    };
  }, []);
  if (state === 'asking') return null;
  if ('problem' in state) return <Unreachable {...state.problem} />;
  const { session } = state;
  const wantsToSignIn = window.location.hash === SIGN_IN_HASH && session?.isSignedIn !== true;
  if (session === null || wantsToSignIn) return <SignInPage onSignedIn={() => loadAnewAt(wantsToSignIn ? '#/' : '')} />;
  return <SessionContext value={session}>{children(session)}</SessionContext>;
}

/** Empty: at the address that was asked for. */
export function loadAnewAt(hash: string): void {
  if (hash !== '') window.location.hash = hash;
  window.location.reload();
}

function Unreachable({ code, message }: { code: string; message: string }) {
  return (
    <main className={classes['page']} id="main">
      <div role="alert" className={classes['form']}>
        <h1>NeuroHub</h1>
        <ProblemBox code={code} message={message} />
      </div>
    </main>
  );
}
