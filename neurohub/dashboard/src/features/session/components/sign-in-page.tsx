import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { LanguageSwitch } from '@neurohub/ui-kit/components/language-switch';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { ThemeSwitch } from '@neurohub/ui-kit/components/theme-switch';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '../api/session-api.ts';
import classes from './session.module.css';

/** All there is until somebody has signed in. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReturnType<typeof problemOf> | null>(null);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  useEffect(() => {
    document.title = `${t('signIn.title')} · NeuroHub`;
  }, [t]);
  const canSend = name.trim() !== '' && password !== '' && !isBusy;
  const send = async () => {
    if (!canSend) return;
    setBusy(true);
    try {
      await signIn(name.trim(), password);
      onSignedIn();
    } catch (thrown) {
      setProblem(problemOf(thrown));
      setPassword('');
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
        <h1>NeuroHub</h1>
        <p className={classes['about']}>{t('signIn.about')}</p>
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
          {t('signIn.password')}
          <input
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {problem && (
          <div role="alert">
            <ProblemBox code={problem.code} message={problem.message} isShort />
          </div>
        )}
        <ActionButton kind="strong" isDisabled={!canSend} onClick={() => void send()}>
          {t('signIn.action')}
        </ActionButton>
        {/* Enter in a field needs a button of the form. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
      <div className={classes['switches']}>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </main>
  );
}
