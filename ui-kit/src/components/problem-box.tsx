import { useTranslation } from 'react-i18next';
import { errorText } from '../i18n/error-text.ts';
import classes from './problem-box.module.css';

export interface ProblemBoxProps {
  readonly code: string;
  readonly message: string;
  readonly withNext?: boolean;
  /** Without the message, where there is no room. */
  readonly isShort?: boolean;
}

/** A fault: what it is, the code to tell somebody, the service's own words, what to do. */
export function ProblemBox({ code, message, withNext = true, isShort = false }: ProblemBoxProps) {
  const { t } = useTranslation();
  const { title, next } = errorText(t, code, message);
  return (
    <div className={classes['box']} data-testid="problem">
      <p className={classes['title']}>
        <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
          <path d="M10 1.5l9 16.5h-18z" fill="var(--error)" stroke="var(--error-text)" />
          <path d="M10 7.5v5M10 15.2v.3" stroke="var(--error-on)" strokeWidth="2" strokeLinecap="round" />
        </svg>
        <span>{title}</span>
        <code className={classes['code']}>{code}</code>
      </p>
      {!isShort && message !== '' && message !== title && <p className={classes['message']}>{message}</p>}
      {withNext && <p className={classes['next']}>{next}</p>}
    </div>
  );
}
