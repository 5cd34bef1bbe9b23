import type { ConfigChange } from '@neurohub/contracts/config-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lineDiff } from '../store/line-diff.ts';
import classes from './settings.module.css';

export interface ReviewDialogProps {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly ConfigChange[];
  /** The button that does it. */
  readonly action: string;
  /** `reason`: why, as far as somebody has said it. */
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
}

/** What will be different, line by line and key by key, before it is. */
export function ReviewDialog({ before, after, changes, action, onConfirm, onClose }: ReviewDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const diff = useMemo(() => lineDiff(before, after), [before, after]);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={classes['dialog']} aria-labelledby={id} onClose={onClose}>
      <h3 id={id}>{t('settings.reviewTitle')}</h3>
      <ChangeList changes={changes} />
      <pre className={classes['diff']} data-testid="config-diff">
        {diff.map(({ kind, text, line }) => (
          <span key={`${kind} ${line}`} data-kind={kind}>
            <i>{kind === 'gap' ? '' : line}</i>
            {`${SIGN[kind]} ${text}\n`}
          </span>
        ))}
      </pre>
      <label className={classes['reason']}>
        {t('settings.reason')}
        <input value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
      </label>
      <div className={classes['answers']}>
        <ActionButton size="small" onClick={onClose}>
          {t('dialog.cancel')}
        </ActionButton>
        <ActionButton size="small" kind="strong" onClick={() => onConfirm(reason.trim())}>
          {action}
        </ActionButton>
      </div>
    </dialog>
  );
}

const SIGN = { same: ' ', added: '+', removed: '−', gap: '⋯' } as const;

function ChangeList({ changes }: { changes: readonly ConfigChange[] }) {
  const { t } = useTranslation();
  if (changes.length === 0) return <p>{t('settings.noChange')}</p>;
  return (
    <ul className={classes['changes']}>
      {changes.map(({ path, before, after, needs }) => (
        <li key={path}>
          <code>{path}</code>
          <span>
            {shown(before)} → {shown(after)}
          </span>
          <em data-needs={needs}>{t(`settings.needs.${needs}`)}</em>
        </li>
      ))}
    </ul>
  );
}

const LONGEST = 80;

function shown(value: unknown): string {
  const text = value === undefined ? '–' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
