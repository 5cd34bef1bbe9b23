import type { SignInBody } from '@neurohub/contracts/auth-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '../api/auth-api.ts';
import { recentPeople } from '../store/recent-people.ts';
import { signInBody } from '../store/sign-in-body.ts';
import classes from './auth.module.css';
import { PinPad } from './pin-pad.tsx';
import { useBadge } from './use-badge.ts';

/** A badge, or a name and a PIN or password. A badge needs no touch at all; a PIN one for the name and its digits. */
export function SignInForm({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [secret, setSecret] = useState('');
  const { isBusy, problem, send } = useSignIn(onSignedIn);
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  // Where a reader's line ends up that is too slow for one.
  useEffect(() => first.current?.focus(), []);
  const body = signInBody(name, secret);
  const clear = () => {
    setName('');
    setSecret('');
  };
  useBadge(
    (badge) => {
      clear();
      void send({ badge });
    },
    // A password may be typed by a program, as fast as a badge.
    (field) => field === second.current && name !== '',
  );
  const submit = async () => {
    if (body === null || (await send(body))) return;
    setSecret('');
    // The next badge must not be typed behind this one.
    if ('badge' in body) setName('');
  };
  return (
    <form
      className={classes['fields']}
      data-owns-keys
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <BadgeHint />
      <People
        chosen={name}
        onChoose={(person) => {
          setName(person);
          setSecret('');
          second.current?.focus();
        }}
      />
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
          ref={second}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      </label>
      <PinPad onDigit={(digit) => setSecret(secret + digit)} onBack={() => setSecret(secret.slice(0, -1))} />
      {problem && (
        <div role="alert">
          <ProblemBox code={problem.code} message={problem.message} isShort />
        </div>
      )}
      <ActionButton kind="strong" isDisabled={body === null || isBusy} onClick={() => void submit()}>
        {t('signIn.action')}
      </ActionButton>
      {/* Enter in a field needs a button of the form. */}
      <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
    </form>
  );
}

function useSignIn(onSignedIn: () => void) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReturnType<typeof problemOf> | null>(null);
  /** Whether it worked. */
  async function send(body: SignInBody): Promise<boolean> {
    if (isBusy) return false;
    setBusy(true);
    setProblem(null);
    try {
      await signIn(body);
      onSignedIn();
      return true;
    } catch (thrown) {
      setProblem(problemOf(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, problem, send };
}

function BadgeHint() {
  const { t } = useTranslation();
  return (
    <p className={classes['badge']}>
      <svg viewBox="0 0 24 24" width="2rem" height="2rem" aria-hidden="true" focusable="false">
        <path
          d="M3 6h11v14H3zM8.5 10a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6M5.8 17c.5-2 4.9-2 5.4 0M17 8a5 5 0 0 1 0 6M19.5 5.5a9 9 0 0 1 0 11"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.7"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {t('signIn.badge')}
    </p>
  );
}

function People({ chosen, onChoose }: { chosen: string; onChoose: (name: string) => void }) {
  const { t } = useTranslation();
  const [people] = useState(recentPeople);
  if (people.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as this
    <div role="group" aria-label={t('signIn.people')} className={classes['people']}>
      {people.map((person) => (
        <button
          key={person}
          type="button"
          className={classes['personChoice']}
          aria-pressed={person === chosen}
          onClick={() => onChoose(person)}
        >
          {person}
        </button>
      ))}
    </div>
  );
}
