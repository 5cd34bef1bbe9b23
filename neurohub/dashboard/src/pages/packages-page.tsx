import { PackagesView } from '../features/packages/components/packages-view.tsx';
import { useMay } from '../features/session/store/session.ts';
import { Page } from './page.tsx';

export function PackagesPage() {
  const mayChange = useMay('engineer');
  return (
    <Page name="packages">
      <PackagesView mayChange={mayChange} />
    </Page>
  );
}
