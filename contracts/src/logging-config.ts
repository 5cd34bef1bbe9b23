/** What station.yaml says about the log of the service: `logging`. All of it can change while the station works. */
import * as z from 'zod';
import { LOG_LEVELS } from './vocabulary.ts';

const FACTORS = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
const SIZE = /^(\d+)\s*(B|KB|MB|GB)$/i;

/** Bytes: a number, or a text such as `10MB` (1024 × 1024 × 10). */
export const byteSize = z
  .union([z.int().positive(), z.string().regex(SIZE, 'a size such as 10MB')])
  .transform((size) => (typeof size === 'number' ? size : parseByteSize(size)));

function parseByteSize(text: string): number {
  const [, digits, unit] = SIZE.exec(text) as unknown as [string, string, string];
  return Number(digits) * FACTORS[unit.toUpperCase() as keyof typeof FACTORS];
}

export const loggingSchema = z
  .strictObject({
    level: z
      .string()
      .toLowerCase()
      .pipe(z.enum(LOG_LEVELS))
      .default('info')
      .meta({ examples: [...LOG_LEVELS] })
      .describe('this and worse is written; also changed by PUT /api/system/logging, until the next start'),
    file: z.string().min(1).optional().describe('default: logs/station.log in the data folder'),
    max_size: byteSize.prefault('10MB').describe('the file is set aside when it would grow past this'),
    backup_count: z.int().min(0).max(100).default(5).describe('set-aside files kept: station.log.1 is the newest'),
  })
  .prefault({})
  .transform((l) => ({ level: l.level, file: l.file, maxSizeBytes: l.max_size, backupCount: l.backup_count }));

export type LoggingConfig = z.output<typeof loggingSchema>;
