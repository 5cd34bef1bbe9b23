import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { FlagBadges } from '@neurohub/ui-kit/components/flag-badges';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { VerdictBadge } from '@neurohub/ui-kit/components/verdict-badge';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatMoment, localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { type ToldExecution, type UnitStory, unitStories } from '../store/unit-story.ts';
import { useUnit } from '../store/use-unit.ts';
import classes from './unit-history.module.css';

export interface UnitHistoryProps {
  readonly serialNumber: string;
  /** Changes with each test that ends. */
  readonly news: string;
  readonly nameOf: (batchId: string) => string;
  readonly onOpen: (executionId: string) => void;
}

/** Everything that was ever done with a unit: did it pass at once, after a retest, or not yet. */
export function UnitHistory({ serialNumber, news, nameOf, onOpen }: UnitHistoryProps) {
  const { t } = useTranslation();
  const unit = useUnit(serialNumber, news);
  if (unit.status === 'loading') return <p className={classes['note']}>{t('results.loading')}</p>;
  if (unit.status === 'failed') return <ProblemBox code={unit.code} message={unit.message} />;
  const stories = unitStories(unit.value);
  return (
    <>
      {stories.length === 0 && <p className={classes['note']}>{t('unit.never', { serial: serialNumber })}</p>}
      {unit.value.isTruncated && <p className={classes['note']}>{t('unit.truncated')}</p>}
      {stories.map((story) => (
        <Story key={story.sequenceName} {...{ story, nameOf, onOpen }} />
      ))}
    </>
  );
}

function Story({ story, ...others }: { story: UnitStory } & Pick<UnitHistoryProps, 'nameOf' | 'onOpen'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { sequenceName, outcome, counted, passedAt, executions } = story;
  const name = localize(executions[0]?.execution.sequenceDisplayName, language, sequenceName);
  return (
    <Panel title={name}>
      <p className={classes['outcome']} data-testid="unit-outcome">
        {t(`unit.outcome.${outcome}`, { count: counted, at: passedAt })}
      </p>
      <ol className={classes['list']}>
        {executions.map((told) => (
          <Told key={told.execution.id} told={told} {...others} />
        ))}
      </ol>
    </Panel>
  );
}

function Told({
  told: { execution, count },
  nameOf,
  onOpen,
}: { told: ToldExecution } & Pick<UnitHistoryProps, 'nameOf' | 'onOpen'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { id, verdict, endedAt, acceptedAt, durationMs, batchId, operator, causes, dut, sequenceVersion } = execution;
  const moment = formatMoment(endedAt ?? acceptedAt, language);
  const facts = [
    nameOf(batchId),
    ...(operator === undefined ? [] : [operator]),
    ...(dut.lot === undefined ? [] : [dut.lot]),
    sequenceVersion,
    ...(durationMs === undefined ? [] : [formatDuration(durationMs, language)]),
  ];
  return (
    <li className={classes['told']}>
      <span className={classes['verdict']}>
        <VerdictBadge verdict={verdict} />
      </span>
      <div>
        <p className={classes['name']}>
          <b>
            {count === null ? t('unit.notCounted') : count === 1 ? t('unit.first') : t('unit.retest', { at: count })}
          </b>{' '}
          <span className="number">{moment}</span> <FlagBadges execution={execution} />
        </p>
        {causes.length > 0 && (
          <p className={classes['causes']}>
            {causes
              .map(({ step, measurement }) => (measurement === null ? step : `${step} · ${measurement}`))
              .join(', ')}
          </p>
        )}
        <p className={`${classes['note']} number`}>{facts.join(' · ')}</p>
      </div>
      <ActionButton size="small" label={t('unit.openAt', { at: moment })} onClick={() => onOpen(id)}>
        {t('unit.open')}
      </ActionButton>
    </li>
  );
}
