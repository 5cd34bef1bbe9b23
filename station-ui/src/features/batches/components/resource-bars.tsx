import type { BatchView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatBytes } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './resource-bars.module.css';

const HIGH_PERCENT = 80;

/** What the batch's process uses: word, number and bar. Without a limit of memory there is nothing to fill a bar with. Short: only what is nearly all used up. */
export function ResourceBars({ batch, isShort }: { readonly batch: BatchView; readonly isShort: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { resources } = batch;
  if (!resources) return null;
  const { memoryBytes, memoryPercent, cpuPercent } = resources;
  if (isShort && !isHigh(memoryPercent)) return null;
  return (
    <div className={classes['bars']} data-testid="resources">
      <ResourceBar word={t('resources.memory')} percent={memoryPercent} text={formatBytes(memoryBytes, language)} />
      {!isShort && <ResourceBar word={t('resources.cpu')} percent={cpuPercent} />}
    </div>
  );
}

interface ResourceBarProps {
  readonly word: string;
  readonly percent: number | undefined;
  readonly text?: string;
}

function ResourceBar({ word, percent, text }: ResourceBarProps) {
  const shown = percent === undefined ? (text ?? '') : `${percent} %`;
  return (
    <div className={classes['one']} data-high={isHigh(percent)} title={text}>
      <span>{word}</span>
      <span className={classes['number']}>{shown}</span>
      {percent !== undefined && (
        <span className={classes['track']} aria-hidden="true">
          <span className={classes['fill']} style={{ width: `${Math.min(100, percent)}%` }} />
        </span>
      )}
    </div>
  );
}

const isHigh = (percent: number | undefined) => percent !== undefined && percent >= HIGH_PERCENT;
