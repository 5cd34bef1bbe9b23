/** What is wrong with a package, a line each, from what the station says about it. Pure. */
import * as z from 'zod';

export interface ReportLine {
  /** `manifest.yaml:12:3`; null when the package as a whole is meant. */
  readonly place: string | null;
  readonly message: string;
}

const problemsSchema = z.object({
  file: z.string().optional(),
  problems: z
    .array(
      z.looseObject({
        file: z.string().optional(),
        line: z.number().optional(),
        column: z.number().optional(),
        path: z.string().optional(),
        message: z.string(),
      }),
    )
    .min(1),
});

/** The problems one by one where the station lists them, else its message, line by line. */
export function reportLines(refusal: { message: string; details?: Record<string, unknown> | undefined }): ReportLine[] {
  const listed = problemsSchema.safeParse(refusal.details);
  if (!listed.success) {
    const place = thrownAt(refusal.details?.['stack']);
    return refusal.message.split('\n').map((message) => ({ place, message }));
  }
  const { file: common, problems } = listed.data;
  return problems.map(({ file = common, line, column, path, message }) => ({
    place: file === undefined ? null : [nameOf(file), line, column].filter((part) => part !== undefined).join(':'),
    message: path ? `${path}: ${message}` : message,
  }));
}

/** The first line of the package's own source in a stack; the folder before it is none of the package. */
function thrownAt(stack: unknown): string | null {
  const [, file, line, column] = /\(?([^\s()]+\.ts):(\d+):(\d+)/.exec(typeof stack === 'string' ? stack : '') ?? [];
  return file === undefined ? null : [file.replace(/^.*\/data\//, ''), line, column].join(':');
}

/** The folder is that of the check, which is gone by then. */
const nameOf = (file: string) => file.replace(/^.*\/package\//, '').replace(/^\/.*\//, '');
