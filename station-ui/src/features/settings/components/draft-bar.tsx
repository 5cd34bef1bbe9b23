import type { ConfigView } from '@neurohub/contracts/config-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { pageHref } from '../../../lib/hash-route.ts';
import type { ConfigApi } from '../api/config-api.ts';
import { checkDraft, editDraft, type SettingsStore, saveDraft } from '../store/settings-store.ts';
import classes from './draft-bar.module.css';
import { ReviewDialog } from './review-dialog.tsx';

const CHECK_AFTER_MS = 500;
const VIEWS = { form: 'configuration', text: 'text' } as const;

export interface DraftBarProps {
  readonly config: ConfigView;
  readonly store: SettingsStore;
  readonly api: ConfigApi;
  readonly view: keyof typeof VIEWS;
}

/** Form or text, which change one draft; how that stands, and the way to save it. Stays in sight. */
export function DraftBar({ config, store, api, view }: DraftBarProps) {
  const { t } = useTranslation();
  const { draft, check, isBusy } = useStore(store);
  const [isReviewing, setReviewing] = useState(false);
  const isUnchecked = draft !== null && check === null;
  useEffect(() => {
    if (!isUnchecked) return;
    const timer = setTimeout(() => void checkDraft(store, api), draft === null ? 0 : CHECK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isUnchecked, draft, store, api]);
  return (
    <div className={classes['bar']}>
      <nav className={classes['views']} aria-label={t('settings.view.label')}>
        {(['form', 'text'] as const).map((name) => (
          <a
            key={name}
            href={pageHref('settings', VIEWS[name])}
            className={classes['view']}
            aria-current={name === view ? 'page' : undefined}
          >
            {t(`settings.view.${name}`)}
          </a>
        ))}
      </nav>
      {config.mayChange && (
        <>
          <DraftState draft={draft} check={check} />
          <span className={classes['buttons']}>
            <ActionButton size="small" isDisabled={draft === null} onClick={() => editDraft(store, config.text)}>
              {t('settings.discard')}
            </ActionButton>
            <ActionButton
              size="small"
              kind="strong"
              isDisabled={draft === null || check?.isValid !== true || isBusy}
              onClick={() => setReviewing(true)}
            >
              {t('settings.review')}
            </ActionButton>
          </span>
        </>
      )}
      {isReviewing && draft !== null && (
        <ReviewDialog
          before={config.text}
          after={draft}
          changes={check?.changes ?? []}
          action={t('settings.save')}
          onClose={() => setReviewing(false)}
          onConfirm={(reason) => {
            setReviewing(false);
            void saveDraft(store, api, reason);
          }}
        />
      )}
    </div>
  );
}

function DraftState({ draft, check }: Pick<ReturnType<SettingsStore['getState']>, 'draft' | 'check'>) {
  const { t } = useTranslation();
  if (draft === null) return <p className={classes['state']}>{t('settings.noDraft')}</p>;
  if (check === null) return <p className={classes['state']}>…</p>;
  return (
    <p className={classes['state']} data-good={check.isValid} role="status">
      {check.isValid
        ? t('settings.isGood', { count: check.changes.length })
        : t('settings.fixFirst', { count: check.problems.length })}
    </p>
  );
}
