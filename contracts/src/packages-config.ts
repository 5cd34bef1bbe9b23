/** What station.yaml says about code that nobody has signed: `packages`. */
import * as z from 'zod';

const ruleSchema = z.enum(['refuse', 'warn', 'allow']);
export type UnsignedRule = z.output<typeof ruleSchema>;

export const packagesSchema = z
  .strictObject({
    unsigned: ruleSchema
      .default('refuse')
      .describe('packed packages without a signature that this station trusts, outside simulation'),
    folders: ruleSchema
      .default('allow')
      .describe('folders of sequences_dir, which are for development and never signed, outside simulation'),
  })
  .prefault({});
export type PackagesConfig = z.output<typeof packagesSchema>;
