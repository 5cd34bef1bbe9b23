import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import type { Loaded } from '@neurohub/ui-kit/lib/loaded';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './statistics.module.css';

/** On its way, there, or why not. */
export function Answer<T>({ of, children }: { of: Loaded<T>; children: (value: T) => ReactNode }) {
  const { t } = useTranslation();
  if (of.status === 'loading') return <p className={classes['waiting']}>{t('statistics.loading')}</p>;
  if (of.status === 'failed') return <ProblemBox code={of.code} message={of.message} />;
  return children(of.value);
}
