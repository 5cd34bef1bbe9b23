import { type Manifest, manifestSchema } from '@neurohub/contracts/manifest';
import { withoutEmptyKeys } from '../read-manifest.ts';
import { parseYaml } from '../read-yaml.ts';
import type { Archive } from './archive.ts';
import { archiveInvalid } from './archive-error.ts';
import { RELEASE_FILE } from './release.ts';

const MANIFEST_FILE = 'manifest.yaml';

/**
 * What the manifest of a checked archive says, for who only keeps and shows it: nothing is written, and the files it names are not
 * looked at. Throws INVALID_YAML, and ARCHIVE_INVALID when it is no manifest, or that of another package.
 */
export function archivedManifest({ release, files }: Archive): Manifest {
  const file = files.find(({ path }) => path === MANIFEST_FILE);
  if (!file) throw archiveInvalid(MANIFEST_FILE, 'is not in the archive');
  const { data, error } = manifestSchema.safeParse(withoutEmptyKeys(parseYaml(file.content, MANIFEST_FILE).value));
  if (!data) throw archiveInvalid(MANIFEST_FILE, `is not valid: ${error.issues[0]?.message}`);
  const found = `${data.name} ${data.version}`;
  if (found !== `${release.name} ${release.version}`)
    throw archiveInvalid(RELEASE_FILE, `is of ${release.name} ${release.version}, but manifest.yaml of ${found}`);
  return data;
}
