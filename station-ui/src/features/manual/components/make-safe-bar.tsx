import type { BatchView } from '@neurohub/contracts/rest';
import { ActionButton, StopIcon } from '@neurohub/ui-kit/components/action-button';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './manual.module.css';

export interface MakeSafeBarProps {
  readonly batch: BatchView;
  readonly isEnding: boolean;
  readonly onMakeSafe: () => void;
}

/** At the foot of the screen, always in the same place and never grey: nobody has to find out first whether it may be pressed. */
export function MakeSafeBar({ batch, isEnding, onMakeSafe }: MakeSafeBarProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { manual, hardware } = batch;
  const names = manual?.hardware.map((id) => localize(hardware[id]?.displayName, language, id)).join(', ') ?? '';
  return (
    <div className={classes['safeBar']} data-open={names !== ''}>
      <p>
        <b role="status">{names === '' ? t('manualPage.nothingConnected') : t('manualPage.connected', { names })}</b>
        <span className={classes['dim']}>{t('manualPage.noEmergencyStop')}</span>
      </p>
      <ActionButton kind="stop" icon={<StopIcon />} onClick={onMakeSafe}>
        {t(isEnding ? 'manualPage.makingSafe' : 'manualPage.makeSafe')}
      </ActionButton>
    </div>
  );
}
