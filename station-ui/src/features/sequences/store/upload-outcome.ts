import type { UploadedSequence } from '@neurohub/contracts/rest';
import type { problemOf } from '@neurohub/ui-kit/lib/rest-client';

/** How the last upload ended, with the name of its file. */
export type UploadOutcome =
  | { readonly kind: 'taken'; readonly file: string; readonly uploaded: UploadedSequence }
  | { readonly kind: 'refused'; readonly file: string; readonly problem: ReturnType<typeof problemOf> };
