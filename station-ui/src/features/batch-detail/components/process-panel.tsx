import type { BatchView } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMegabytes } from '@neurohub/ui-kit/lib/format';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './process-panel.module.css';

/** Where the station raises an alarm; at all of it the process is ended. */
const WARNING_PERCENT = 80;

type ProcessPanelProps = Pick<BatchView, 'resources' | 'pid' | 'processState'>;

/** What the process of the batch uses, against its limit and the line at which the station warns. */
export const ProcessPanel = memo(function ProcessPanel({ resources, pid, processState }: ProcessPanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const process = pid === null ? t(`processState.${processState}`) : t('detail.pid', { pid });
  return (
    <Panel title={t('detail.process')} aside={<span className={`${classes['pid']} number`}>{process}</span>}>
      {!resources && <p className={classes['empty']}>{t(pid === null ? 'detail.noProcess' : 'detail.noFigures')}</p>}
      {resources && (
        <div className={classes['bars']} data-testid="process">
          <UseBar
            word={t('resources.memory')}
            percent={resources.memoryPercent}
            warningPercent={WARNING_PERCENT}
            text={memoryText()}
            note={resources.memoryPercent === undefined ? t('detail.noLimit') : warningOf(resources.memoryPercent)}
          />
          <UseBar
            word={t('resources.cpu')}
            percent={resources.cpuPercent}
            text={`${resources.cpuPercent} %`}
            note={t('detail.ofItsCores')}
          />
        </div>
      )}
    </Panel>
  );

  function memoryText(): string {
    const { memoryBytes = 0, memoryPercent, memoryLimitBytes } = resources ?? {};
    const used = formatMegabytes(memoryBytes, language);
    if (memoryPercent === undefined || memoryLimitBytes === undefined) return used;
    return t('detail.memoryOf', { percent: memoryPercent, used, limit: formatMegabytes(memoryLimitBytes, language) });
  }

  function warningOf(percent: number): string {
    return t(percent >= WARNING_PERCENT ? 'detail.memoryHigh' : 'detail.memoryLimits', { percent: WARNING_PERCENT });
  }
});

interface UseBarProps {
  readonly word: string;
  /** Undefined where there is nothing that it is a part of. */
  readonly percent: number | undefined;
  readonly warningPercent?: number;
  readonly text: string;
  readonly note: string;
}

function UseBar({ word, percent, warningPercent, text, note }: UseBarProps) {
  const isHigh = percent !== undefined && warningPercent !== undefined && percent >= warningPercent;
  return (
    <div className={classes['use']} data-high={isHigh}>
      <p className={classes['head']}>
        <span>{word}</span>
        <b className="number">{text}</b>
      </p>
      {percent !== undefined && (
        <div className={classes['track']} aria-hidden="true">
          <span className={classes['fill']} style={{ width: `${Math.min(100, percent)}%` }} />
          {warningPercent !== undefined && (
            <span className={classes['warning']} style={{ left: `${warningPercent}%` }} />
          )}
        </div>
      )}
      <p className={classes['note']}>{note}</p>
    </div>
  );
}
