import { Drawer } from '@mantine/core';
import { loopViews } from '@neurohub/contracts/loop-views';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useLanguage } from '../../../i18n/use-language.ts';
import { formatDuration, formatMoment, localize } from '../../../lib/format.ts';
import { livesOver } from '../../../lib/lives.ts';
import { FlagBadges } from '../../../ui/flag-badges.tsx';
import { ProblemBox } from '../../../ui/problem-box.tsx';
import { StepList } from '../../../ui/step-list.tsx';
import { VerdictBadge } from '../../../ui/verdict-badge.tsx';
import { exportUrl } from '../api/results-api.ts';
import { stepsByPlan } from '../store/record-steps.ts';
import { closeRecord, type ResultsStore } from '../store/results-store.ts';
import classes from './record-drawer.module.css';
import { RecordInterruptions } from './record-interruptions.tsx';
import { RecordLosses } from './record-losses.tsx';
import { RecordOverrides } from './record-overrides.tsx';

/** A stored execution: facts, every attempt with its measurements, exports. */
export function RecordDrawer({ store }: { store: ResultsStore }) {
  const { t } = useTranslation();
  const open = useStore(store, (state) => state.open);
  const record = open?.record;
  return (
    <Drawer.Root
      opened={open !== null}
      onClose={() => closeRecord(store)}
      position="right"
      size="min(60rem, 100vw)"
      transitionProps={{ duration: 0 }}
    >
      <Drawer.Overlay />
      <Drawer.Content className={classes['content'] ?? ''}>
        {/* Not Drawer.Header: the page has its banner already. */}
        <div className={classes['header']}>
          <Drawer.Title className={classes['title'] ?? ''}>
            {record?.status === 'loaded'
              ? t('record.title', { serial: record.value.dut.serialNumber })
              : t('results.loading')}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t('record.close')} size="xl" />
        </div>
        <Drawer.Body>
          {record?.status === 'failed' && <ProblemBox code={record.code} message={record.message} />}
          {record?.status === 'loaded' && <RecordBody record={record.value} />}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function RecordBody({ record }: { record: ExecutionRecord }) {
  const { t } = useTranslation();
  const overrides = record.plan?.overrides;
  return (
    <div className={classes['body']} data-testid="record">
      <div className={classes['top']}>
        <span className={classes['verdict']}>
          <VerdictBadge verdict={record.verdict} /> <FlagBadges execution={record} />
        </span>
        <nav className={classes['exports']} aria-label={t('record.export')}>
          <span>{t('record.export')}</span>
          <a href={exportUrl(record.id, 'json')} download>
            {t('record.exportJson')}
          </a>
          <a href={exportUrl(record.id, 'csv')} download>
            {t('record.exportCsv')}
          </a>
        </nav>
      </div>
      <RecordFacts record={record} />
      {record.error !== undefined && <ProblemBox code={record.error.code} message={record.error.message} />}
      {overrides && <RecordOverrides overrides={overrides} />}
      {record.interruptions && <RecordInterruptions interruptions={record.interruptions} />}
      {record.hardwareLosses && <RecordLosses losses={record.hardwareLosses} />}
      <StepList
        steps={stepsByPlan(record)}
        executionId={record.id}
        loops={loopViews(record.plan ?? {})}
        livesOver={livesOver(record)}
        byTurn
      />
    </div>
  );
}

function RecordFacts({ record }: { record: ExecutionRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const limits = record.plan?.limits;
  const moment = (at: string | undefined) => (at === undefined ? '–' : formatMoment(at, language));
  const facts: readonly (readonly [string, string])[] = [
    [
      t('record.sequence'),
      `${localize(record.sequenceDisplayName, language, record.sequenceName)} ${record.sequenceVersion}`,
    ],
    ...(limits === undefined ? [] : [[t('record.limits'), t('record.limitsOf', limits)] as const]),
    [t('record.startedAt'), moment(record.startedAt ?? record.acceptedAt)],
    [t('record.endedAt'), moment(record.endedAt)],
    [t('record.duration'), record.durationMs === undefined ? '–' : formatDuration(record.durationMs, language)],
    [t('record.endReason'), record.endReason === null ? '–' : t(`endReason.${record.endReason}`)],
    [t('record.mode'), t(`mode.${record.mode}`)],
    ...(record.operator === undefined ? [] : [[t('record.operator'), record.operator] as const]),
    [t('record.id'), record.id],
  ];
  return (
    <dl className={`${classes['facts']} number`}>
      {facts.map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}
