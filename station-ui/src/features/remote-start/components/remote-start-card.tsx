import type { RemoteStartView } from '@neurohub/contracts/remote-start-rest';
import { ActionButton, StartIcon } from '@neurohub/ui-kit/components/action-button';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../auth/role-context.ts';
import { settleRemoteStart } from '../api/remote-start-api.ts';
import classes from './remote-start-card.module.css';

export interface RemoteStartCardProps {
  readonly request: RemoteStartView;
  readonly clockOffsetMs: number;
  /** The station is out of reach: nothing can be said now. */
  readonly isFrozen: boolean;
}

/** NeuroHub asks for a test: who, of which unit, until when. Nothing begins before somebody here says so. */
export function RemoteStartCard({ request, clockOffsetMs, isFrozen }: RemoteStartCardProps) {
  const { t } = useTranslation();
  const mayTest = useMayDo()('operator');
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<ReturnType<typeof problemOf> | null>(null);
  const settle = async (verb: 'confirm' | 'decline') => {
    setSending(true);
    setProblem(null);
    // Taken: the card goes with the next word of the station.
    await settleRemoteStart(request.id, verb).catch((thrown: unknown) => setProblem(problemOf(thrown)));
    setSending(false);
  };
  const isDisabled = isSending || isFrozen;
  return (
    <section className={classes['card']} aria-label={t('remoteStart.title')} data-testid="remote-start">
      <div className={classes['head']} role="status">
        <b>{t('remoteStart.title')}</b>
        <Countdown {...{ request, clockOffsetMs, isFrozen }} />
      </div>
      <p className={classes['who']}>{t('remoteStart.by', { name: request.by })}</p>
      <p className={`${classes['serial']} number`}>{request.dut.serialNumber}</p>
      <p className={classes['what']}>{t('remoteStart.check')}</p>
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      {mayTest && (
        <div className={classes['buttons']}>
          <ActionButton kind="strong" icon={<StartIcon />} {...{ isDisabled }} onClick={() => void settle('confirm')}>
            {t('remoteStart.confirm')}
          </ActionButton>
          <ActionButton {...{ isDisabled }} onClick={() => void settle('decline')}>
            {t('remoteStart.decline')}
          </ActionButton>
        </div>
      )}
    </section>
  );
}

/** By the clock of the station. */
function Countdown({ request, clockOffsetMs, isFrozen }: RemoteStartCardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const leftMs = Date.parse(request.expiresAt) - (useNow(!isFrozen) + clockOffsetMs);
  const time = formatDuration(Math.max(0, Math.ceil(leftMs / 1000) * 1000), language, true);
  return (
    <span role="timer" className={`${classes['left']} number`}>
      {t('remoteStart.left', { time })}
    </span>
  );
}
