import { useElementSize } from '@mantine/hooks';
import type { ExecutionRecord, StepRecord } from '@neurohub/contracts/record';
import type { ExecutionView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, localize } from '@neurohub/ui-kit/lib/format';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Bar,
  joinClose,
  marksOf,
  type Timeline,
  type TimelineRow,
  timelineOf,
  WAIT_KINDS,
} from '../store/timeline.ts';
import classes from './timeline.module.css';

export interface TimelineTabProps {
  readonly execution: ExecutionView | null;
  readonly attempts: readonly StepRecord[];
  readonly record: ExecutionRecord | undefined;
  readonly nowMs: number;
}

const [MARK_PX, LABEL_PX] = [70, 48];

/** When each step ran and when it waited, below one another; beside each, the same in figures. */
export const TimelineTab = memo(function TimelineTab({ execution, attempts, record, nowMs }: TimelineTabProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { ref, width } = useElementSize();
  if (!execution) return <p className={classes['empty']}>{t('steps.none')}</p>;
  const timeline = timelineOf({ execution, attempts, record, nowMs });
  const lengthMs = timeline.toMs - timeline.fromMs;
  // The last one needs room for its text, too.
  const hasRoom = (mark: number) => (1 - mark / lengthMs) * width > LABEL_PX;
  const marks = width === 0 ? [] : marksOf(lengthMs, Math.max(1, Math.floor(width / MARK_PX))).filter(hasRoom);
  return (
    <div className={classes['timeline']} data-testid="timeline">
      <Legend timeline={timeline} />
      <table className="number">
        <caption className="visually-hidden">{t('detail.timeline')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('detail.step')}</th>
            <th className={classes['scale']}>
              <span className="visually-hidden">{t('detail.when')}</span>
              <span ref={ref} className={classes['marks']} aria-hidden="true">
                {marks.map((mark) => (
                  <span key={mark} style={{ left: `${(mark / lengthMs) * 100}%` }}>
                    {formatDuration(mark, language, true)}
                  </span>
                ))}
              </span>
            </th>
            <th scope="col">{t('detail.ran')}</th>
            <th scope="col">{t('detail.waited')}</th>
          </tr>
        </thead>
        <tbody>
          {timeline.rows.map((row) => (
            <Row key={row.step?.name ?? ''} row={row} timeline={timeline} width={width} />
          ))}
        </tbody>
      </table>
    </div>
  );
}, isSameLook);

/** Drawn with the clock, not with each step: bars that are a picture late are no news. */
function isSameLook(a: TimelineTabProps, b: TimelineTabProps): boolean {
  const isSameTest = a.execution?.id === b.execution?.id && a.execution?.endedAt === b.execution?.endedAt;
  return isSameTest && a.nowMs === b.nowMs && a.record === b.record;
}

function Row({ row, timeline, width }: { row: TimelineRow; timeline: Timeline; width: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { fromMs, toMs } = timeline;
  const { step, ranMs, waitedMs, attempts } = row;
  const percent = (ms: number) => `${((ms - fromMs) / (toMs - fromMs)) * 100}%`;
  const pixelMs = (toMs - fromMs) / Math.max(1, width);
  const name = step ? localize(step.displayName, language, step.name) : t('detail.betweenSteps');
  const waits = WAIT_KINDS.filter((kind) => (waitedMs[kind] ?? 0) >= 1);
  return (
    <tr>
      <th scope="row">
        {name}
        {attempts > 1 && <span className={classes['times']}> {t('detail.times', { count: attempts })}</span>}
      </th>
      <td className={classes['track']} aria-hidden="true">
        <span className={classes['bars']}>
          {joinClose(row.bars, pixelMs).map((bar) => (
            <BarOf key={`${bar.kind} ${bar.fromMs}`} bar={bar} left={percent(bar.fromMs)} right={percent(bar.toMs)} />
          ))}
        </span>
      </td>
      <td>{step && formatDuration(ranMs, language)}</td>
      <td>
        {waits.map((kind) => (
          <span key={kind} className={classes['wait']}>
            {t(`detail.wait.${kind}`)} {formatDuration(waitedMs[kind] ?? 0, language)}
          </span>
        ))}
      </td>
    </tr>
  );
}

function BarOf({ bar, left, right }: { bar: Bar; left: string; right: string }) {
  return <span data-kind={bar.kind} data-status={bar.status} style={{ left, right: `calc(100% - ${right})` }} />;
}

/** What the bars mean, of those that are there. */
function Legend({ timeline }: { timeline: Timeline }) {
  const { t } = useTranslation();
  const kinds = WAIT_KINDS.filter((kind) => timeline.rows.some(({ waitedMs }) => (waitedMs[kind] ?? 0) >= 1));
  return (
    <ul className={classes['legend']} aria-hidden="true">
      {(['ran', ...kinds] as const).map((kind) => (
        <li key={kind}>
          <span data-kind={kind} />
          {t(kind === 'ran' ? 'detail.ran' : `detail.wait.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
