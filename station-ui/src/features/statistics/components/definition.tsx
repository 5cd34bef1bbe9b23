import { useTranslation } from 'react-i18next';
import classes from './statistics.module.css';

/** How figures are counted, one tap away from them. */
export function Definition({ of }: { of: 'yield' | 'throughput' | 'pareto' | 'slots' | 'measurement' }) {
  const { t } = useTranslation();
  return (
    <details className={classes['definition']}>
      <summary>{t('statistics.definition')}</summary>
      {t(`statistics.definitions.${of}`)
        .split('\n')
        .map((line) => (
          <p key={line}>{line}</p>
        ))}
    </details>
  );
}
