/** Made when this screen was built (scripts/build/about.mjs), and served beside it: no network is needed. */
import { z } from 'zod';

const buildSchema = z.object({
  version: z.string(),
  licence: z.string(),
  text: z.string(),
  commit: z.string().nullable(),
  committedAt: z.string().nullable(),
});
export type BuildFacts = z.infer<typeof buildSchema>;

const licencesSchema = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    licence: z.string(),
    home: z.string().nullable(),
    text: z.string().nullable(),
  }),
);
export type Licensed = z.infer<typeof licencesSchema>[number];

export const fetchBuild = (): Promise<BuildFacts> => readFile('about/build.json', buildSchema);
export const fetchLicences = (): Promise<Licensed[]> => readFile('about/licences.json', licencesSchema);

async function readFile<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`HTTP ${answer.status} ${path}`);
  return schema.parse(await answer.json());
}
