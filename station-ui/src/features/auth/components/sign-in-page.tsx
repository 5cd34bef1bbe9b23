import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '../api/auth-api.ts';
import { signInBody } from '../store/sign-in-body.ts';
import classes from './auth.module.css';

/** All there is until somebody has signed in. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [secret, setSecret] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReturnType<typeof problemOf> | null>(null);
  const first = useRef<HTMLInputElement>(null);
  // A badge reader types into what has the focus.
  useEffect(() => first.current?.focus(), []);
  const body = signInBody(name, secret);
  const send = async () => {
    if (body === null || isBusy) return;
    setBusy(true);
    try {
      await signIn(body);
      onSignedIn();
    } catch (thrown) {
      setProblem(problemOf(thrown));
      setSecret('');
      // The next badge must not be typed behind this one.
      if ('badge' in body) setName('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className={classes['page']} id="main">
      <form
        className={classes['form']}
        data-testid="sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <h1>{t('signIn.title')}</h1>
        <label>
          {t('signIn.name')}
          <input
            value={name}
            autoComplete="username"
            ref={first}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label>
          {t('signIn.secret')}
          <input
            type="password"
            autoComplete="current-password"
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
        </label>
        {problem && (
          <div role="alert">
            <ProblemBox code={problem.code} message={problem.message} isShort />
          </div>
        )}
        <ActionButton kind="strong" isDisabled={body === null || isBusy} onClick={() => void send()}>
          {t('signIn.action')}
        </ActionButton>
        {/* Enter in a field needs a button of the form. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </main>
  );
}
