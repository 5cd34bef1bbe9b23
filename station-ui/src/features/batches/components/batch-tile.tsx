import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { tileMode } from '../store/tile-model.ts';
import classes from './batch-tile.module.css';
import type { BatchTileProps } from './batch-tile-props.ts';
import { ExecutingBody } from './executing-body.tsx';
import { InterruptedBody } from './interrupted-body.tsx';
import { ManualNotice } from './manual-notice.tsx';
import { ProcessNotice } from './process-notice.tsx';
import { QuietBody, StagedBody } from './quiet-body.tsx';
import { ResourceBars } from './resource-bars.tsx';
import { RunControls } from './run-controls.tsx';
import { TileAction } from './tile-action.tsx';
import { TileHeader } from './tile-header.tsx';
import { VerdictBody } from './verdict-body.tsx';

/** One slot, to be read from 3 m. The parts stand in the same place whatever happens: who, what, action. */
export const BatchTile = memo(function BatchTile(props: BatchTileProps) {
  const { t } = useTranslation();
  const { batch, stagedSerial, density, isSelected, canSelect, commands } = props;
  return (
    // The slot button inside is the accessible way to choose; the whole tile is for gloves.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <section
      className={classes['tile']}
      aria-label={t('tile.region', { slot: batch.slot, name: batch.name })}
      data-testid={`batch-${batch.id}`}
      data-density={density}
      data-selected={isSelected && canSelect}
      data-stale={props.staleText !== undefined}
      data-asks={props.prompt !== undefined || props.remoteStart !== undefined}
      onClick={canSelect ? () => commands.select(batch.id) : undefined}
    >
      <TileHeader {...props} />
      <div className={classes['content']}>
        <div className={classes['body']}>
          {props.remoteStart}
          {batch.manual && <ManualNotice batch={batch} session={batch.manual} />}
          <TileBody {...props} />
          <ProcessNotice batch={batch} clockOffsetMs={props.clockOffsetMs} />
          {!props.isDetailed && <ResourceBars batch={batch} isShort={density === 'compact'} />}
          {batch.error !== null && (
            <ProblemBox
              code={batch.error.code}
              message={batch.error.message}
              isShort={density === 'compact'}
              withNext={tileMode(batch, stagedSerial) !== 'verdict'}
            />
          )}
        </div>
        <RunControls {...props} />
        <TileAction {...props} />
      </div>
    </section>
  );
});

function TileBody(props: BatchTileProps) {
  const { batch, stagedSerial, isStagedValid, clockOffsetMs, density, staleText, prompt } = props;
  const { execution } = batch;
  const mode = tileMode(batch, stagedSerial);
  if (mode === 'staged') return <StagedBody serialNumber={stagedSerial} isValid={isStagedValid} />;
  if (mode === 'executing' && prompt) return prompt;
  if (mode === 'executing' && execution)
    return (
      <ExecutingBody
        {...{ execution, clockOffsetMs, density }}
        hardware={batch.hardware}
        isFrozen={staleText !== undefined}
      />
    );
  if (mode === 'interrupted' && execution?.interruption)
    return <InterruptedBody execution={execution} interruption={execution.interruption} density={density} />;
  if (mode === 'verdict' && execution)
    return <VerdictBody batch={batch} execution={execution} clockOffsetMs={clockOffsetMs} density={density} />;
  return <QuietBody batch={batch} />;
}
