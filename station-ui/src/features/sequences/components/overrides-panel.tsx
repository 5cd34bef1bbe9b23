import type { OverridesView } from '@neurohub/contracts/overrides';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ReasonDialog } from '@neurohub/ui-kit/components/reason-dialog';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OverrideEditor } from '../store/use-override-editor.ts';
import classes from './detail.module.css';
import { DifferenceList } from './difference-list.tsx';

export interface OverridesPanelProps {
  readonly detail: SequenceDetail;
  readonly view: OverridesView;
  readonly editor: OverrideEditor;
  readonly mayChange: boolean;
}

/** What this station has changed of the release: why, who, when; and the way back. Nothing where it changes nothing. */
export function OverridesPanel({ detail, view, editor, mayChange }: OverridesPanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [isLeaving, setLeaving] = useState(false);
  if (view.overrides === null) return null;
  const { reason, by, at, version } = view.overrides;
  return (
    <Panel
      title={t('sequences.overrides.title')}
      aside={
        mayChange && (
          <ActionButton size="small" isDisabled={editor.isBusy} onClick={() => setLeaving(true)}>
            {t('sequences.overrides.remove')}
          </ActionButton>
        )
      }
    >
      <div data-testid="overrides">
        {view.stale && (
          <p className={classes['warning']} role="alert">
            <b>{t('sequences.overrides.stale', { made: version, now: view.package.version })}</b>{' '}
            {t(mayChange ? 'sequences.overrides.staleNext' : 'sequences.overrides.staleCall')}
          </p>
        )}
        <p>
          <b>{reason}</b>{' '}
          <span className={classes['dim']}>{t('sequences.overrides.who', { by, at: formatMoment(at, language) })}</span>
        </p>
        <DifferenceList differs={view.differs} release={detail} />
        {!view.stale && view.differs.length === 0 && (
          <p className={classes['dim']}>{t('sequences.overrides.noEffect')}</p>
        )}
      </div>
      {isLeaving && (
        <ReasonDialog
          title={t('sequences.overrides.removeTitle')}
          meaning={t('sequences.overrides.removeMeaning')}
          action={t('sequences.overrides.remove')}
          kind="strong"
          onClose={() => setLeaving(false)}
          onReason={(why) => {
            setLeaving(false);
            void editor.remove(why);
          }}
        />
      )}
    </Panel>
  );
}
