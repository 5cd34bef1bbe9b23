import type { ConfigCheck } from '@neurohub/contracts/config-rest';
import { useTranslation } from 'react-i18next';
import classes from './settings.module.css';

export interface ConfigProblemsProps {
  readonly problems: ConfigCheck['problems'];
  /** They are in the file itself, which is not in effect. */
  readonly isInFile: boolean;
  readonly onGo: (place: { line: number; column: number }) => void;
}

/** Each mistake with its place, which can be gone to. */
export function ConfigProblems({ problems, isInFile, onGo }: ConfigProblemsProps) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  return (
    <div className={classes['problems']} role="status" data-testid="config-problems">
      <p className={classes['bad']}>{t(isInFile ? 'settings.fileInvalid' : 'settings.draftInvalid')}</p>
      <ul>
        {problems.map(({ line, column = 1, path, message }) => (
          <li key={`${line}:${column} ${path} ${message}`}>
            {line !== undefined && (
              <button type="button" className={classes['place']} onClick={() => onGo({ line, column })}>
                {t('settings.place', { line, column })}
              </button>
            )}
            <span>
              {path !== '' && <code>{path}</code>} {message}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
