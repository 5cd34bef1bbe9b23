import type { SignatureView } from '@neurohub/contracts/packages-rest';
import type { BatchView, SequenceDetail } from '@neurohub/contracts/rest';
import { ActionButton, StartIcon } from '@neurohub/ui-kit/components/action-button';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './detail.module.css';
import { SignatureBadge } from './signature-badge.tsx';
import { SlotChips } from './slot-chips.tsx';

export interface SequenceHeadProps {
  readonly detail: SequenceDetail;
  readonly signature: SignatureView | undefined;
  readonly users: readonly BatchView[];
  /** Undefined: there is nothing to run it on, or whoever looks may not. */
  readonly onRun: (() => void) | undefined;
  /** Undefined: somebody changes it already, or whoever looks may not. */
  readonly onChange: (() => void) | undefined;
}

/** Which package this is, who signed it, which slots run it; and the two things that people come here for. */
export function SequenceHead({ detail, signature, users, onRun, onChange }: SequenceHeadProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { name, folder, displayName, description, version, packageHash, author, steps, serialNumber } = detail;
  return (
    <section className={classes['head']}>
      <div className={classes['title']}>
        <h1>{localize(displayName, language, name)}</h1>
        <p className={classes['about']}>
          <b className="number">{version ?? '–'}</b>
          {signature && <SignatureBadge signature={signature} />}
          <SlotChips batches={users} />
        </p>
        {description && <p>{localize(description, language, '')}</p>}
        <p className={classes['id']}>
          {[
            folder,
            packageHash && t('sequences.hash', { hash: packageHash.slice(0, 12) }),
            author,
            t('sequences.steps', { count: steps.length }),
            serialNumber && t('sequences.serial', { pattern: serialNumber.pattern }),
          ]
            .filter((part) => part !== undefined && part !== '')
            .join(' · ')}
        </p>
      </div>
      <span className={classes['buttons']}>
        {onChange && (
          <ActionButton size="small" onClick={onChange}>
            {t('sequences.edit.begin')}
          </ActionButton>
        )}
        {onRun && (
          <ActionButton size="small" kind="strong" icon={<StartIcon />} onClick={onRun}>
            {t('sequences.run.open')}
          </ActionButton>
        )}
      </span>
    </section>
  );
}
