import type { Deployment, DeploymentState } from '@neurohub/contracts/hub-registry';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { type Column, DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import type { Loaded } from '@neurohub/ui-kit/lib/loaded';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Check } from '../../../ui/field.tsx';
import { ReasonForm } from '../../../ui/reason-form.tsx';
import { rollBack } from '../api/packages-api.ts';
import { DeploymentStateIcon } from './deployment-state-icon.tsx';
import classes from './packages.module.css';

export interface DeploymentsPanelProps {
  readonly loaded: Loaded<{ readonly items: readonly Deployment[] }>;
  readonly inForce: boolean;
  readonly onInForce: (inForce: boolean) => void;
  readonly mayChange: boolean;
  readonly onDone: () => void;
}

const NEED_SOMEBODY: readonly DeploymentState[] = ['refused', 'rolledBack'];

/** What is wanted where, and what became of it, in the station's own words. */
export function DeploymentsPanel({ loaded, inForce, onInForce, mayChange, onDone }: DeploymentsPanelProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Deployment | null>(null);
  const columns = useDeploymentColumns(mayChange, setAsked);
  return (
    <Panel
      title={t('packages.deployments')}
      aside={<Check text={t('packages.inForceOnly')} isChecked={inForce} onChange={onInForce} />}
    >
      {loaded.status === 'failed' && <ProblemBox code={loaded.code} message={loaded.message} />}
      {loaded.status === 'loaded' && (
        <DataTable
          label={t('packages.deployments')}
          columns={columns}
          rows={loaded.value.items}
          keyOf={({ id }) => id}
          empty={t('packages.noDeployments')}
          testId="deployments"
        />
      )}
      {asked && (
        <ReasonForm
          title={t('packages.rollBackAt', { name: asked.name, place: placeOf(asked) })}
          meaning={t('packages.rollBackMeans')}
          action={t('packages.rollBack')}
          onReason={async (reason) => {
            await rollBack(asked, reason);
            onDone();
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </Panel>
  );
}

const placeOf = ({ stationId, batchId }: Deployment) => (batchId === null ? stationId : `${stationId} / ${batchId}`);

function useDeploymentColumns(mayChange: boolean, ask: (deployment: Deployment) => void): Column<Deployment>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const rollback: Column<Deployment> = {
    ...{ key: 'actions', title: t('stations.action') },
    cell: (one) =>
      one.replacedAt === null && (
        <ActionButton
          size="small"
          label={t('packages.rollBackAt', { name: one.name, place: placeOf(one) })}
          onClick={() => ask(one)}
        >
          {t('packages.rollBack')}
        </ActionButton>
      ),
  };
  return [
    {
      ...{ key: 'package', title: t('packages.package'), isHead: true },
      cell: ({ name, version }) => `${name} ${version}`,
    },
    {
      ...{ key: 'place', title: t('packages.place') },
      cell: (one) => (one.batchId === null ? `${one.stationId} · ${t('packages.everyBatchShort')}` : placeOf(one)),
    },
    {
      ...{ key: 'state', title: t('packages.state') },
      cell: ({ state, message, replacedAt }) => (
        <span className={classes['state']} data-bad={NEED_SOMEBODY.includes(state) && replacedAt === null}>
          <DeploymentStateIcon state={state} />
          <span>
            <b>{t(`packages.states.${state}`)}</b>
            {replacedAt !== null && ` (${t('packages.replaced')})`}
            {message !== null && <span className={classes['message']}>{message}</span>}
          </span>
        </span>
      ),
    },
    {
      ...{ key: 'stateAt', title: t('packages.since') },
      cell: ({ stateAt, at }) => formatMoment(stateAt ?? at, language),
    },
    { ...{ key: 'by', title: t('packages.by') }, cell: ({ by, at }) => `${by} · ${formatMoment(at, language)}` },
    { ...{ key: 'reason', title: t('packages.reason') }, cell: ({ reason }) => reason ?? '–' },
    ...(mayChange ? [rollback] : []),
  ];
}
