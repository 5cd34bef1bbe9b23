import { useTranslation } from 'react-i18next';
import { useAppServices } from '../app-services.ts';
import { useMayDo } from '../features/auth/role-context.ts';
import { ResultsExplorer } from '../features/results/components/results-explorer.tsx';
import { UnitHistory } from '../features/results/components/unit-history.tsx';
import { openRecord } from '../features/results/store/results-store.ts';
import { useHashQuery } from '../lib/hash-query.ts';
import { pageHref } from '../lib/hash-route.ts';
import { resultsHref } from '../lib/results-link.ts';
import classes from './page.module.css';
import { useBatchStates } from './use-live-batches.ts';

/** Find any result of the station, and take results along; or, below `unit`, all of one unit. */
export function ResultsPage({ path: [kind, serialNumber] }: { readonly path: readonly string[] }) {
  const { results } = useAppServices();
  const { batches } = useBatchStates();
  const [search] = useHashQuery();
  const mayDo = useMayDo();
  const onOpen = (executionId: string) => void openRecord(results, executionId);
  const isUnit = kind === 'unit' && serialNumber !== undefined;
  const nameOf = (batchId: string) => batches.find((batch) => batch.id === batchId)?.name ?? batchId;
  const news = batches.map(({ execution }) => (execution?.endReason ? execution.id : '')).join();
  return (
    <main className={classes['page']} id="main">
      {isUnit ? (
        <>
          <UnitHead serialNumber={serialNumber} />
          <UnitHistory {...{ serialNumber, news, nameOf, onOpen }} />
        </>
      ) : (
        <ResultsExplorer
          {...{ search, batches, onOpen }}
          onSearch={(wanted) => {
            window.location.hash = resultsHref(wanted);
          }}
          mayKeepFilters={mayDo('operator')}
          mayExport={mayDo('technician')}
        />
      )}
    </main>
  );
}

function UnitHead({ serialNumber }: { serialNumber: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes['crumbs']}>
      <h2 className="number">{t('unit.title', { serial: serialNumber })}</h2>
      <a href={pageHref('results')}>{t('unit.allResults')}</a>
    </div>
  );
}
