import { SequencePage } from './sequence-page.tsx';
import { SequencesOverview } from './sequences-overview.tsx';

/** The packages of this station, or one of them. */
export function SequencesPage({ path: [folder] }: { path: readonly string[] }) {
  return folder === undefined ? <SequencesOverview /> : <SequencePage key={folder} folder={folder} />;
}
