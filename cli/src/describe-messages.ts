import { errorDataSchema, sequenceDefinitionSchema } from '@neurohub/contracts/record';
import * as z from 'zod';

/** What the process that loads a package is asked. */
export interface DescribeRequest {
  /** Folder of the compiled package. */
  dir: string;
  module: string;
  className: string;
  drivers: { module: string; class: string }[];
  /** The one SDK file. */
  sdkModule: string;
}

/** What it answers. */
export const describeReplySchema = z.union([
  z.strictObject({ definition: sequenceDefinitionSchema }),
  z.strictObject({ error: errorDataSchema }),
]);
export type DescribeReply = z.infer<typeof describeReplySchema>;
