import { buildRelease, buildWithKillPoints } from './build.mjs';

/** Integration tests start the real processes: what they start is what is written. */
export default async function setup(): Promise<void> {
  await buildRelease();
  await buildWithKillPoints();
}
