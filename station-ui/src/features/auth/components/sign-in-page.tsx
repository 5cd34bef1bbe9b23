import { LanguageSwitch } from '@neurohub/ui-kit/components/language-switch';
import { useTranslation } from 'react-i18next';
import classes from './auth.module.css';
import { SignInForm } from './sign-in-form.tsx';

/** All there is until somebody has signed in. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation();
  return (
    <main className={classes['page']} id="main">
      <div className={classes['form']} data-testid="sign-in">
        <div className={classes['head']}>
          <h1>{t('signIn.title')}</h1>
          <LanguageSwitch />
        </div>
        <SignInForm onSignedIn={onSignedIn} />
      </div>
    </main>
  );
}
