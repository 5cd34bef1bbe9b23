import type { PackageVersion, RegistryPackage } from '@neurohub/contracts/hub-registry';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { type Column, DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatBytes, formatMoment, localize } from '@neurohub/ui-kit/lib/format';
import type { Loaded } from '@neurohub/ui-kit/lib/loaded';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { withdraw } from '../api/packages-api.ts';
import { DeployDialog } from './deploy-dialog.tsx';
import classes from './packages.module.css';

export interface PackageListProps {
  readonly loaded: Loaded<readonly RegistryPackage[]>;
  readonly mayChange: boolean;
  readonly onDone: () => void;
}

/** Each package with its versions, the newest first. */
export function PackageList({ loaded, mayChange, onDone }: PackageListProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Panel title={t('packages.title')}>
      {loaded.status === 'loading' && <p className={classes['note']}>{t('results.loading')}</p>}
      {loaded.status === 'failed' && <ProblemBox code={loaded.code} message={loaded.message} />}
      {loaded.status === 'loaded' && loaded.value.length === 0 && (
        <p className={classes['note']}>{t('packages.none')}</p>
      )}
      {loaded.status === 'loaded' &&
        loaded.value.map((one) => (
          <section key={one.name} className={classes['package']} data-testid={`package-${one.name}`}>
            <h3>
              {localize(one.displayName, language, one.name)}
              <span className={classes['note']}>
                {' '}
                {one.displayName !== undefined && `${one.name} · `}
                {t('packages.usedBy', { count: one.usedBy })}
              </span>
            </h3>
            <Versions versions={one.versions} mayChange={mayChange} onDone={onDone} />
          </section>
        ))}
    </Panel>
  );
}

/** Older ones are shown when they are asked for. */
const SHOWN = 3;

function Versions({
  versions,
  mayChange,
  onDone,
}: Omit<PackageListProps, 'loaded'> & { versions: readonly PackageVersion[] }) {
  const { t } = useTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const [asked, setAsked] = useState<{ what: 'deploy' | 'withdraw'; version: PackageVersion } | null>(null);
  const columns = useVersionColumns(mayChange, setAsked);
  const close = () => setAsked(null);
  const done = () => {
    close();
    onDone();
  };
  return (
    <>
      <DataTable
        label={t('packages.versions')}
        columns={columns}
        rows={showsAll ? versions : versions.slice(0, SHOWN)}
        keyOf={({ version }) => version}
      />
      {versions.length > SHOWN && (
        <div className={classes['more']}>
          <ActionButton size="small" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? t('packages.fewer') : t('packages.all', { count: versions.length })}
          </ActionButton>
        </div>
      )}
      {asked?.what === 'deploy' && <DeployDialog version={asked.version} onDone={done} onClose={close} />}
      {asked?.what === 'withdraw' && (
        <FormDialog
          title={t('packages.withdrawOf', { name: asked.version.name, version: asked.version.version })}
          meaning={t('packages.withdrawMeans')}
          action={t('packages.withdraw')}
          kind="stop"
          onSend={() => withdraw(asked.version.name, asked.version.version).then(done)}
          onClose={close}
        />
      )}
    </>
  );
}

function useVersionColumns(
  mayChange: boolean,
  ask: (asked: { what: 'deploy' | 'withdraw'; version: PackageVersion }) => void,
): Column<PackageVersion>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const actions: Column<PackageVersion> = {
    ...{ key: 'actions', title: t('stations.action') },
    cell: (version) =>
      version.withdrawnAt === null && (
        <span className={classes['buttons']}>
          {(['deploy', 'withdraw'] as const).map((what) => (
            <ActionButton
              key={what}
              size="small"
              label={t(`packages.${what}Of`, { name: version.name, version: version.version })}
              onClick={() => ask({ what, version })}
            >
              {t(`packages.${what}`)}
            </ActionButton>
          ))}
        </span>
      ),
  };
  return [
    {
      ...{ key: 'version', title: t('packages.version'), isHead: true },
      cell: ({ version, withdrawnAt }) => (
        <>
          {version}
          {withdrawnAt !== null && <span className={classes['chip']}>{t('packages.withdrawn')}</span>}
        </>
      ),
    },
    {
      ...{ key: 'keys', title: t('packages.signedBy') },
      cell: ({ keyIds }) =>
        keyIds.length === 0 ? (
          <b className={classes['warning']}>{t('packages.unsigned')}</b>
        ) : (
          <span title={keyIds.join('\n')}>{keyIds.map((id) => `${id.slice(0, 12)}…`).join(', ')}</span>
        ),
    },
    {
      ...{ key: 'hash', title: t('packages.hash') },
      cell: ({ packageHash }) => <span title={packageHash}>{packageHash.slice(0, 12)}…</span>,
    },
    { ...{ key: 'size', title: t('packages.size'), isNumber: true }, cell: ({ size }) => formatBytes(size, language) },
    {
      ...{ key: 'uploaded', title: t('packages.uploaded') },
      cell: ({ uploadedAt, uploadedBy }) => `${formatMoment(uploadedAt, language)} · ${uploadedBy}`,
    },
    ...(mayChange ? [actions] : []),
  ];
}
