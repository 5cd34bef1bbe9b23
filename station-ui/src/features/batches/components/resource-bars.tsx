import type { BatchView } from '@neurohub/contracts/rest';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.ts';
import { formatBytes } from '../../../lib/format.ts';
import classes from './resource-bars.module.css';

const HIGH_PERCENT = 80;

/** What the batch's process uses: word, number and bar. Without a limit of memory there is nothing to fill a bar with. */
export function ResourceBars({ batch }: { readonly batch: BatchView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { resources } = batch;
  if (!resources) return null;
  const { memoryBytes, memoryPercent, cpuPercent } = resources;
  return (
    <div className={classes['bars']} data-testid="resources">
      <ResourceBar word={t('resources.memory')} percent={memoryPercent} text={formatBytes(memoryBytes, language)} />
      <ResourceBar word={t('resources.cpu')} percent={cpuPercent} />
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
    <div className={classes['one']} data-high={percent !== undefined && percent >= HIGH_PERCENT} title={text}>
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
