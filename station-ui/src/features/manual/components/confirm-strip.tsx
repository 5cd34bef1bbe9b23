import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './manual.module.css';

export interface ConfirmStripProps {
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Before something moves or is powered. The focus goes to the question, not to the answer that does it: a late Enter must not be one. */
export function ConfirmStrip({ action, onConfirm, onCancel }: ConfirmStripProps) {
  const { t } = useTranslation();
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => strip.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      ref={strip}
      className={classes['confirm']}
      role="group"
      aria-label={t('manualPage.lookFirst')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <p>{t('manualPage.lookFirst')}</p>
      <div className={classes['buttons']}>
        <ActionButton size="small" onClick={onCancel}>
          {t('dialog.cancel')}
        </ActionButton>
        <ActionButton size="small" kind="strong" label={t('manualPage.isSafeDo', { action })} onClick={onConfirm}>
          {t('manualPage.isSafeToDo')}
        </ActionButton>
      </div>
    </div>
  );
}
