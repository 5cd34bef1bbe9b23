import type { BatchConfigBody } from '@neurohub/contracts/config-rest';
import type { BatchView, SequenceDetail } from '@neurohub/contracts/rest';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../features/auth/role-context.ts';
import { fetchBatchConfigs, fetchOverrides, fetchVersions } from '../features/sequences/api/sequences-api.ts';
import { BatchValues } from '../features/sequences/components/batch-values.tsx';
import { BehindNotice } from '../features/sequences/components/behind-notice.tsx';
import { EditBar } from '../features/sequences/components/edit-bar.tsx';
import { InstrumentsPanel } from '../features/sequences/components/instruments-panel.tsx';
import { LimitsPanel } from '../features/sequences/components/limits-panel.tsx';
import { OverridesPanel } from '../features/sequences/components/overrides-panel.tsx';
import { PackageNotices } from '../features/sequences/components/package-notices.tsx';
import { ParametersPanel } from '../features/sequences/components/parameters-panel.tsx';
import { RunDialog } from '../features/sequences/components/run-dialog.tsx';
import { SequenceHead } from '../features/sequences/components/sequence-head.tsx';
import { StepsPanel } from '../features/sequences/components/steps-panel.tsx';
import { VersionsPanel } from '../features/sequences/components/versions-panel.tsx';
import { draftOf } from '../features/sequences/store/override-draft.ts';
import { behind, usersOf } from '../features/sequences/store/package-users.ts';
import { useFetched } from '../features/sequences/store/use-fetched.ts';
import { useOverrideEditor } from '../features/sequences/store/use-override-editor.ts';
import { batchHref } from '../lib/hash-route.ts';
import classes from './page.module.css';
import { useBatchCommands } from './use-batch-commands.ts';

export interface SequenceDetailPageProps {
  readonly detail: SequenceDetail;
  readonly batches: readonly BatchView[];
  readonly onChanged: () => void;
}

/** All of one package: what it is, what this station changes of it, its versions; and a test of it. */
export function SequenceDetailPage({ detail, batches, onChanged }: SequenceDetailPageProps) {
  const { t } = useTranslation();
  const mayDo = useMayDo();
  const { send } = useBatchCommands();
  const [isRunning, setRunning] = useState(false);
  const { folder, packageHash, error } = detail;
  const [overrides, overridesAgain] = useFetched(fetchOverrides, folder, packageHash);
  const [versions, versionsAgain] = useFetched(fetchVersions, detail.name, packageHash);
  const [config, configAgain] = useFetched(mayDo('technician') ? fetchBatchConfigs : nothing, '', packageHash);
  const view = overrides.status === 'loaded' ? overrides.value : null;
  const editor = useOverrideEditor(detail, view, overridesAgain);
  const draft = editor.draft ?? draftOf(view?.stale ? null : (view?.overrides ?? null), detail);
  const users = usersOf(detail, batches);
  const isInstalled = folder.startsWith('installed/');
  const installed = isInstalled && versions.status === 'loaded' ? versions.value : null;
  const pinned = new Set(installed?.versions.flatMap(({ batches: ids }) => ids));
  const followers = users.filter(({ id }) => !pinned.has(id));
  const configured = config.status === 'loaded' ? config.value : null;
  const given = usersOf(detail, (configured?.batches ?? []) as BatchConfigBody[]);
  const titleOf = (id: string) => {
    const batch = batches.find((each) => each.id === id);
    return batch ? `${t('sequences.slot', { slot: batch.slot })} (${batch.name})` : id;
  };
  const mayChange = mayDo('engineer') && error === undefined && view !== null;
  return (
    <>
      <SequenceHead
        {...{ detail, users }}
        signature={
          installed?.versions.find(({ isCurrent }) => isCurrent)?.signature ?? (isInstalled ? undefined : FOLDER)
        }
        onRun={mayDo('operator') && users.length > 0 && !error ? () => setRunning(true) : undefined}
        onChange={mayChange && editor.draft === null ? editor.begin : undefined}
      />
      {packageHash !== undefined && (
        <BehindNotice
          batches={behind(followers, packageHash)}
          version={detail.version ?? ''}
          onRestart={mayDo('operator') ? (id) => send(id, 'restart') : undefined}
        />
      )}
      <PackageNotices detail={detail} isReadOnly={!mayDo('engineer')} />
      {overrides.status === 'failed' && !error && <ProblemBox code={overrides.code} message={overrides.message} />}
      {view && <OverridesPanel {...{ detail, view, editor, mayChange }} />}
      <div className={classes['split']}>
        <div className={classes['column']}>
          {!error && <StepsPanel {...{ detail, draft, editor }} />}
          {!error && <LimitsPanel {...{ detail, draft, editor }} />}
        </div>
        <div className={classes['column']}>
          {!error && (
            <ParametersPanel {...{ detail, draft, editor, titleOf }} batches={given}>
              {configured && (
                <BatchValues {...{ detail, config: configured, batches: given, titleOf }} onSaved={configAgain} />
              )}
            </ParametersPanel>
          )}
          {installed && (
            <VersionsPanel
              versions={installed}
              mayChoose={mayDo('engineer')}
              onChosen={() => {
                versionsAgain();
                onChanged();
              }}
            />
          )}
          {!error && <InstrumentsPanel hardware={detail.hardware} />}
        </div>
      </div>
      <EditBar
        {...{ detail, editor }}
        batches={users.map(({ id }) => titleOf(id))}
        hasSaved={view?.overrides != null}
      />
      {isRunning && (
        <RunDialog
          {...{ detail, batches: users }}
          onClose={() => setRunning(false)}
          onStarted={(batchId) => {
            window.location.hash = batchHref(batchId);
          }}
        />
      )}
    </>
  );
}

const FOLDER = { state: 'folder', by: null } as const;
const nothing = async () => null;
