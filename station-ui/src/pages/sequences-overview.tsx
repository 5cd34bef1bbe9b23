import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { ReasonDialog } from '@neurohub/ui-kit/components/reason-dialog';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../features/auth/role-context.ts';
import { askForPackages, fetchOffered, fetchPackages, wantPackage } from '../features/packages/api/packages-api.ts';
import { PackagesPanel } from '../features/packages/components/packages-panel.tsx';
import { chooseVersion, fetchSequences } from '../features/sequences/api/sequences-api.ts';
import { SequenceList } from '../features/sequences/components/sequence-list.tsx';
import { UploadPanel } from '../features/sequences/components/upload-panel.tsx';
import { useFetched } from '../features/sequences/store/use-fetched.ts';
import classes from './page.module.css';
import { useBatchStates } from './use-live-batches.ts';

type Wanted = { readonly name: string; readonly version: string };

/** Every package of the station, what NeuroHub wants here, and the way to add one. */
export function SequencesOverview() {
  const { t } = useTranslation();
  const mayDo = useMayDo();
  const { batches, stream } = useBatchStates();
  const [chosen, setChosen] = useState<Wanted | null>(null);
  const [problem, setProblem] = useState<ReturnType<typeof problemOf> | null>(null);
  // Another version, or a package that was refused, comes with one of these.
  const news = [
    ...stream.alarms.map(({ id }) => id),
    ...batches.map(({ id, processState, sequence }) => `${id} ${processState} ${sequence?.packageHash}`),
  ].join();
  const [sequences, again] = useFetched(fetchSequences, '', news);
  const takeIntoUse = async ({ name, version }: Wanted, reason: string) => {
    try {
      await chooseVersion(name, { version, reason });
      again();
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  return (
    <main className={classes['page']} id="main">
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      <div className={classes['split']}>
        <div className={classes['column']}>
          <SequenceList sequences={sequences} batches={batches} />
        </div>
        <div className={classes['column']}>
          {mayDo('engineer') && <UploadPanel onTaken={again} />}
          <PackagesPanel
            {...{ fetchPackages, fetchOffered }}
            want={mayDo('engineer') ? wantPackage : undefined}
            ask={mayDo('technician') ? askForPackages : undefined}
            onUse={mayDo('engineer') ? setChosen : undefined}
            news={`${news} ${sequences.status === 'loaded' ? JSON.stringify(sequences.value) : ''}`}
          />
        </div>
      </div>
      {chosen && (
        <ReasonDialog
          title={t('sequences.versions.useTitle', { ...chosen })}
          meaning={t('sequences.versions.meaning')}
          action={t('sequences.versions.use', { ...chosen })}
          kind="strong"
          onClose={() => setChosen(null)}
          onReason={(reason) => {
            setChosen(null);
            void takeIntoUse(chosen, reason);
          }}
        />
      )}
    </main>
  );
}
