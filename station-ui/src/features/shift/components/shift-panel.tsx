import type { StationYield } from '@neurohub/contracts/statistics-rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { VerdictIcon } from '@neurohub/ui-kit/components/verdict-icon';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber, type Language, localize } from '@neurohub/ui-kit/lib/format';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { pageHref } from '../../../lib/hash-route.ts';
import { shareText } from '../store/share-text.ts';
import type { ShiftStore } from '../store/shift-store.ts';
import classes from './shift-panel.module.css';

/** What the shift has come to so far: how many units, how many of them well at the first try. */
export function ShiftPanel({ store }: { store: ShiftStore }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const shift = useStore(store, (state) => state.shift);
  const more = <a href={pageHref('statistics')}>{t('shift.more')}</a>;
  return (
    <Panel title={t('shift.title')} aside={<span className={classes['more']}>{more}</span>}>
      {shift.status === 'loading' && <p role="status">{t('results.loading')}</p>}
      {shift.status === 'failed' && <ProblemBox code={shift.code} message={shift.message} isShort />}
      {shift.status === 'loaded' && (
        <div className={classes['board']}>
          <p className={`${classes['span']} number`}>{spanText(shift.value, language)}</p>
          <Counters total={shift.value.total} />
          <p className={classes['note']}>{t('shift.note')}</p>
        </div>
      )}
    </Panel>
  );
}

function Counters({ total }: { total: StationYield['total'] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { units, passed, failed, errors, aborted, firstPassYield } = total;
  return (
    <dl className={classes['counters']} data-testid="shift">
      <Counter word={t('shift.units')}>{formatNumber(units, language)}</Counter>
      <Counter word={t('shift.yield')}>{shareText(firstPassYield, language)}</Counter>
      <Counter word={t('shift.passed')} sign={<VerdictIcon verdict="PASS" />}>
        {formatNumber(passed, language)}
      </Counter>
      <Counter word={t('shift.failed')} sign={<VerdictIcon verdict="FAIL" />}>
        {formatNumber(failed, language)}
      </Counter>
      <Counter word={t('shift.notJudged')} sign={<VerdictIcon verdict="ERROR" />}>
        {formatNumber(errors + aborted, language)}
      </Counter>
    </dl>
  );
}

function Counter({ word, sign, children }: { word: string; sign?: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>
        {sign}
        {word}
      </dt>
      <dd className="number">{children}</dd>
    </div>
  );
}

function spanText({ period }: StationYield, language: Language): string {
  const format = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const time = (iso: string) => format.format(new Date(iso));
  const name = localize(period.shift, language, '');
  const [from, to] = [time(period.from), time(period.to)];
  return from === to ? name : `${name} ${from} – ${to}`;
}
