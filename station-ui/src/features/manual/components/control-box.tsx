import type { BatchView } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatTime } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { batchHref } from '../../../lib/hash-route.ts';
import { type Hindrance, hindranceOf } from '../store/hindrance.ts';
import type { ManualState } from '../store/manual-store.ts';
import { EndedNotice } from './ended-notice.tsx';
import classes from './manual.module.css';

export interface ControlBoxProps {
  readonly batch: BatchView;
  readonly state: ManualState;
  readonly isConnected: boolean;
  readonly onTake: () => void;
  readonly onLeave: () => void;
}

/** Who has control, and what somebody here can do about it. */
export function ControlBox({ batch, state, isConnected, onTake, onLeave }: ControlBoxProps) {
  const { t } = useTranslation();
  const { hold, phase, problem } = state;
  const isMine = hold?.batchId === batch.id;
  return (
    <section className={classes['control']} aria-label={t('manualPage.control')} data-mine={isMine}>
      {isMine ? (
        <Mine since={hold.since} idleMs={hold.idleMs} isEnding={phase === 'ending'} onLeave={onLeave} />
      ) : batch.manual && isConnected ? (
        <Others session={batch.manual} />
      ) : (
        <Free {...{ batch, isConnected, onTake }} isTaking={phase === 'taking'} />
      )}
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      {!isMine && batch.manual === null && batch.lastManual && (
        <EndedNotice ended={batch.lastManual} hardware={batch.hardware} />
      )}
    </section>
  );
}

interface MineProps {
  readonly since: string;
  readonly idleMs: number;
  readonly isEnding: boolean;
  readonly onLeave: () => void;
}

function Mine({ since, idleMs, isEnding, onLeave }: MineProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className={classes['who']}>
      <div>
        <p className={classes['whoTitle']} role="status">
          {t('manualPage.mine')}
        </p>
        <p className={classes['dim']}>
          {t('manualPage.mineMeans', { time: formatTime(since, language), seconds: Math.round(idleMs / 1000) })}
        </p>
      </div>
      <ActionButton size="small" isDisabled={isEnding} onClick={onLeave}>
        {t('manualPage.leave')}
      </ActionButton>
    </div>
  );
}

function Others({ session }: { readonly session: NonNullable<BatchView['manual']> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = session.by ?? t('manualPage.somebody');
  return (
    <div>
      <p className={classes['whoTitle']} role="status">
        {t(session.atScreen ? 'manualPage.otherScreen' : 'manualPage.otherProgram', { name })}
      </p>
      <p className={classes['dim']}>{t('manualPage.otherMeans', { time: formatTime(session.since, language) })}</p>
    </div>
  );
}

/** What a person settles on the page of the slot. */
const IS_SETTLED_THERE: Readonly<Record<Hindrance | 'offline', boolean>> = {
  ...{ testing: true, interrupted: true, lockedOut: true, stopped: true, starting: false, offline: false },
};

function Free({
  batch,
  isConnected,
  isTaking,
  onTake,
}: Pick<ControlBoxProps, 'batch' | 'isConnected' | 'onTake'> & { isTaking: boolean }) {
  const { t } = useTranslation();
  const hindrance = isConnected ? hindranceOf(batch) : 'offline';
  return (
    <div className={classes['who']}>
      <div>
        <p className={classes['whoTitle']}>{t(hindrance ? `manualPage.not.${hindrance}` : 'manualPage.free')}</p>
        <p className={classes['dim']}>{t(hindrance ? `manualPage.notNext.${hindrance}` : 'manualPage.freeMeans')}</p>
      </div>
      {hindrance !== null && IS_SETTLED_THERE[hindrance] && (
        <a className={classes['link']} href={batchHref(batch.id)}>
          {t('manualPage.toSlot')}
        </a>
      )}
      {hindrance === null && (
        <ActionButton kind="strong" isDisabled={isTaking} onClick={onTake}>
          {t(isTaking ? 'action.working' : 'manualPage.take')}
        </ActionButton>
      )}
    </div>
  );
}
