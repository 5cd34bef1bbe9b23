import { findPackage } from '@neurohub/package-kit';
import type { ExaminedConfig } from './examined.ts';
import { type Finding, findingsOf, matter } from './finding.ts';

/** Whether the sequence package of each batch is there and can be read. */
export async function checkPackages(sequencesDir: string, { batches }: ExaminedConfig): Promise<Finding[]> {
  if (batches.length === 0)
    return [matter('batches').warning('none are configured', 'Add one under batches in station.yaml.')];
  const all = batches.map(({ id, sequence_package }) => {
    const about = matter(`${id} package`);
    return findingsOf(about.about, async () => {
      const { error, manifest } = await findPackage(sequencesDir, sequence_package.replace(/^\.?\/?sequences\//, ''));
      if (error) return [about.problem(error.message, `station check ${sequence_package}, or install a good version.`)];
      return [about.ok(`${manifest?.name ?? sequence_package} ${manifest?.version ?? ''}`.trim())];
    });
  });
  return (await Promise.all(all)).flat();
}
