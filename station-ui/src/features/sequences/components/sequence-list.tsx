import type { BatchView, SequenceSummary } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import type { Loaded } from '@neurohub/ui-kit/lib/loaded';
import { useTranslation } from 'react-i18next';
import { pageHref } from '../../../lib/hash-route.ts';
import { usersOf } from '../store/package-users.ts';
import classes from './sequences.module.css';
import { SignatureBadge } from './signature-badge.tsx';
import { SlotChips } from './slot-chips.tsx';

export interface SequenceListProps {
  readonly sequences: Loaded<readonly SequenceSummary[]>;
  readonly batches: readonly BatchView[];
}

/** Every package of the station: its version, who signed it, which slots run it, and whether the station changes something of it. */
export function SequenceList({ sequences, batches }: SequenceListProps) {
  const { t } = useTranslation();
  return (
    <Panel title={t('sequences.list')}>
      {sequences.status === 'loading' && <p className={classes['dim']}>{t('sequences.loading')}</p>}
      {sequences.status === 'failed' && <ProblemBox code={sequences.code} message={sequences.message} />}
      {sequences.status === 'loaded' && sequences.value.length === 0 && (
        <p className={classes['dim']}>{t('sequences.none')}</p>
      )}
      {sequences.status === 'loaded' && (
        <ul className={classes['list']} data-testid="sequences">
          {sequences.value.map((summary) => (
            <Row key={summary.folder} summary={summary} users={usersOf(summary, batches)} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ summary, users }: { summary: SequenceSummary; users: readonly BatchView[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { folder, name, displayName, version, signature, overridden, error } = summary;
  return (
    <li>
      <a className={classes['row']} href={pageHref('sequences', folder)}>
        <span className={classes['name']}>
          <b>{localize(displayName, language, name)}</b>
          <span className={classes['dim']}>{folder}</span>
        </span>
        <span className="number">{version ?? '–'}</span>
        <span>{signature && <SignatureBadge signature={signature} />}</span>
        <span>
          <SlotChips batches={users} />
        </span>
        <span className={classes['mark']}>{overridden && t('sequences.overridden')}</span>
        <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
          <path d="M7 3l7 7-7 7" fill="none" stroke="currentColor" strokeWidth="2" />
        </svg>
        {error && (
          <span className={classes['broken']}>
            <ProblemBox code={error.code} message={error.message} isShort withNext={false} />
          </span>
        )}
      </a>
    </li>
  );
}
