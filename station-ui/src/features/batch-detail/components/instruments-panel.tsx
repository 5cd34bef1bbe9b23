import type { BatchView } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { isExecuting } from '../../../lib/batch-state.ts';
import { type Owner, ownerOf } from '../store/instrument-owner.ts';
import classes from './instruments-panel.module.css';

interface InstrumentsPanelProps {
  readonly batch: BatchView;
  /** Names of batches by id. */
  readonly nameOf: (batchId: string) => string;
}

/** How the way to each instrument is, what it says it is, who has it, and what is the matter with it; nothing where the package has none. */
export const InstrumentsPanel = memo(function InstrumentsPanel({ batch, nameOf }: InstrumentsPanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const all = Object.entries(batch.hardware);
  if (all.length === 0) return null;
  return (
    <Panel title={t('hardware.title')}>
      <ul className={classes['list']} data-testid="hardware" aria-live="polite">
        {all.map(([id, { displayName, connected, state, attempt, problem, identity, instrument }]) => {
          const shown = state ?? (connected ? 'connected' : 'disconnected');
          const owner = ownerOf(batch, id, isExecuting(batch));
          return (
            <li key={id} data-state={shown}>
              <strong>{localize(displayName, language, id)}</strong>
              <span className={classes['state']}>{t(`hardware.state.${shown}`, { attempt })}</span>
              {(instrument !== undefined || owner.kind !== 'nobody') && (
                <span className={classes['owner']} data-owner={owner.kind}>
                  {[instrument !== undefined && t('detail.shared', { instrument }), ownerText(owner, nameOf, t)]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              )}
              {identity !== undefined && <span className={classes['identity']}>{identity}</span>}
              {problem !== undefined && <span className={classes['problem']}>{problem}</span>}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}, isSameLook);

/** A step that ends says nothing of instruments. */
function isSameLook({ batch: a }: InstrumentsPanelProps, { batch: b }: InstrumentsPanelProps): boolean {
  return a.hardware === b.hardware && a.manual === b.manual && isExecuting(a) === isExecuting(b);
}

function ownerText(owner: Owner, nameOf: (batchId: string) => string, t: TFunction): string {
  if (owner.kind === 'other') return t('detail.owner.other', { batch: nameOf(owner.batchId) });
  if (owner.kind === 'manual' && owner.by !== undefined) return t('detail.owner.manualBy', { who: owner.by });
  return t(`detail.owner.${owner.kind}`);
}
