import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './batch-tile.module.css';
import type { BatchTileProps } from './batch-tile-props.ts';
import { ProcessState } from './process-state.tsx';

/** Slot, batch, sequence, process state. */
export function TileHeader({ batch, isSelected, canSelect, staleText, detailsHref, commands }: BatchTileProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { sequence } = batch;
  return (
    <div className={classes['header']}>
      {canSelect ? (
        <button
          type="button"
          className={`${classes['slot']} number`}
          aria-pressed={isSelected}
          aria-label={t('tile.select', { slot: batch.slot })}
          onClick={(event) => {
            event.stopPropagation();
            commands.select(batch.id);
          }}
        >
          {batch.slot}
        </button>
      ) : (
        <span className={`${classes['slot']} number`}>{batch.slot}</span>
      )}
      <div className={classes['names']}>
        <h2 className={classes['name']} title={batch.name}>
          {batch.name}
        </h2>
        <p className={classes['sequence']}>
          {sequence
            ? `${localize(sequence.displayName, language, sequence.name)} ${sequence.version}`
            : t('tile.noSequence')}
          {batch.simulation && ` · ${t('tile.simulation')}`}
        </p>
      </div>
      <div className={classes['state']}>
        {staleText === undefined ? (
          <ProcessState batch={batch} />
        ) : (
          <span className={classes['stale']}>{staleText}</span>
        )}
        {detailsHref !== undefined && (
          <a
            className={classes['details']}
            href={detailsHref}
            aria-label={t('tile.detailsOf', { slot: batch.slot })}
            onClick={(event) => event.stopPropagation()}
          >
            {t('tile.details')}
            <svg viewBox="0 0 20 20" width="1em" height="1em" aria-hidden="true" focusable="false">
              <path
                d="M7 4l6 6-6 6"
                fill="none"
                stroke="currentColor"
                strokeWidth="2"
                strokeLinecap="round"
                strokeLinejoin="round"
              />
            </svg>
          </a>
        )}
      </div>
    </div>
  );
}
