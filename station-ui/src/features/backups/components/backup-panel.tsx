import type { BackupsView, BackupView } from '@neurohub/contracts/backup-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { ReasonDialog } from '@neurohub/ui-kit/components/reason-dialog';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatBytes, formatMoment } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pageHref } from '../../../lib/hash-route.ts';
import { useWatched } from '../../monitor/store/use-watched.ts';
import { backupFileUrl, cancelRestore, fetchBackups, makeBackup, wantRestore } from '../api/backups-api.ts';
import classes from './backup-panel.module.css';

const LOOK_EVERY_MS = 10_000;

export interface BackupPanelProps {
  readonly mayRestore: boolean;
  /** Whether station.yaml names a folder for them; undefined: nobody knows. */
  readonly hasOwnFolder: boolean | undefined;
}

/** What there is to go back to: made now, taken away, or put back at the next start. */
export function BackupPanel({ mayRestore, hasOwnFolder }: BackupPanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [turn, setTurn] = useState(0);
  const { value, problem: unread } = useWatched(fetchBackups, LOOK_EVERY_MS, String(turn));
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ReturnType<typeof problemOf> | null>(null);
  const [chosen, setChosen] = useState<BackupView | null>(null);
  const act = async (action: () => Promise<unknown>) => {
    setBusy(true);
    setRefusal(null);
    await action().catch((thrown: unknown) => setRefusal(problemOf(thrown)));
    setBusy(false);
    setTurn((before) => before + 1);
  };
  const problem = refusal ?? unread;
  return (
    <Panel
      title={t('backup.title')}
      aside={
        <ActionButton
          size="small"
          kind="strong"
          isDisabled={isBusy || value?.isRunning === true}
          onClick={() => void act(makeBackup)}
        >
          {t(isBusy || value?.isRunning ? 'backup.working' : 'backup.make')}
        </ActionButton>
      }
    >
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      {hasOwnFolder === false && (
        <p className={classes['notice']}>
          {t('backup.sameDisk')}{' '}
          <a href={pageHref('settings', 'configuration', 'storage')}>{t('backup.chooseFolder')}</a>
        </p>
      )}
      {value?.wanted && <Wanted view={value} mayRestore={mayRestore} onCancel={() => void act(cancelRestore)} />}
      {value && (
        <>
          <p className={classes['dim']}>
            {value.nextAt === null
              ? t('backup.noSchedule')
              : t('backup.next', { time: formatMoment(value.nextAt, language) })}{' '}
            · <code>{value.folder}</code>
          </p>
          {value.failure !== null && <p className={classes['bad']}>{t('backup.failed', { why: value.failure })}</p>}
          {value.items.length === 0 && <p>{t('backup.none')}</p>}
          <ul className={classes['rows']} data-testid="backups">
            {value.items.map((backup) => (
              <Row key={backup.id} backup={backup} mayRestore={mayRestore} isBusy={isBusy} onRestore={setChosen} />
            ))}
          </ul>
          {!mayRestore && value.items.length > 0 && <p className={classes['dim']}>{t('backup.onlyAdmin')}</p>}
        </>
      )}
      {chosen && (
        <ReasonDialog
          title={t('backup.restoreTitle', { time: formatMoment(chosen.madeAt, language) })}
          meaning={t('backup.restoreMeaning')}
          action={t('backup.restore')}
          onClose={() => setChosen(null)}
          onReason={(reason) => {
            setChosen(null);
            void act(() => wantRestore(chosen.id, reason));
          }}
        />
      )}
    </Panel>
  );
}

interface WantedProps {
  readonly view: BackupsView;
  readonly mayRestore: boolean;
  readonly onCancel: () => void;
}

function Wanted({ view: { wanted, items }, mayRestore, onCancel }: WantedProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (wanted === null) return null;
  const madeAt = items.find(({ id }) => id === wanted.id)?.madeAt;
  const time = madeAt === undefined ? wanted.id : formatMoment(madeAt, language);
  return (
    <div className={classes['notice']} role="status" data-testid="wanted-restore">
      <p>
        <strong>{t(wanted.failure === null ? 'backup.wanted' : 'backup.notRestored', { time })}</strong>{' '}
        {wanted.failure ?? t('backup.wantedNext')}
      </p>
      <p className={classes['dim']}>{t('backup.wantedBy', { name: wanted.by, reason: wanted.reason })}</p>
      {mayRestore && (
        <ActionButton size="small" onClick={onCancel}>
          {t(wanted.failure === null ? 'backup.cancel' : 'backup.dismiss')}
        </ActionButton>
      )}
    </div>
  );
}

interface RowProps {
  readonly backup: BackupView;
  readonly mayRestore: boolean;
  readonly isBusy: boolean;
  readonly onRestore: (backup: BackupView) => void;
}

function Row({ backup, mayRestore, isBusy, onRestore }: RowProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { id, madeAt, reason, version, files, bytes } = backup;
  const time = formatMoment(madeAt, language);
  return (
    <li>
      <strong className="number">{time}</strong>
      <span>{t(`backup.reason.${reason}`)}</span>
      <span className="number">{t('backup.size', { bytes: formatBytes(bytes, language), count: files })}</span>
      <span className={classes['dim']}>{t('backup.version', { version })}</span>
      {mayRestore && (
        <span className={classes['actions']}>
          <a href={backupFileUrl(id)} download aria-label={`${t('backup.download')}: ${time}`}>
            {t('backup.download')}
          </a>
          <ActionButton
            size="small"
            isDisabled={isBusy}
            label={`${t('backup.restore')}: ${time}`}
            onClick={() => onRestore(backup)}
          >
            {t('backup.restore')}
          </ActionButton>
        </span>
      )}
    </li>
  );
}
