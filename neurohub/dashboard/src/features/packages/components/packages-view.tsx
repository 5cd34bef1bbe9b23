import { useCallback, useState } from 'react';
import { useEvery, useLoaded } from '../../../lib/use-loaded.ts';
import { fetchDeployments, fetchPackages } from '../api/packages-api.ts';
import { DeploymentsPanel } from './deployments-panel.tsx';
import { PackageList } from './package-list.tsx';
import { UploadPanel } from './upload-panel.tsx';

const REFRESH_MS = 5_000;

/** What was uploaded, and what is wanted where. */
export function PackagesView({ mayChange }: { mayChange: boolean }) {
  const [inForce, setInForce] = useState(true);
  const packages = useLoaded('packages', fetchPackages);
  const deployments = useLoaded(String(inForce), () => fetchDeployments({ inForce }));
  const { reload: reloadPackages } = packages;
  const { reload: reloadDeployments } = deployments;
  const reload = useCallback(() => {
    void reloadPackages();
    void reloadDeployments();
  }, [reloadPackages, reloadDeployments]);
  useEvery(REFRESH_MS, reload);
  return (
    <>
      {mayChange && <UploadPanel onDone={reload} />}
      <PackageList loaded={packages.loaded} mayChange={mayChange} onDone={reload} />
      <DeploymentsPanel
        loaded={deployments.loaded}
        inForce={inForce}
        onInForce={setInForce}
        mayChange={mayChange}
        onDone={reload}
      />
    </>
  );
}
