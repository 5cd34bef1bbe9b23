/** What station.yaml says about the operator's screen: `screen`. */
import * as z from 'zod';

const affixSchema = z
  .string()
  .max(20)
  .regex(/^[\x20-\x7e]*$/, 'characters that a scanner can type');

const scannerSchema = z
  .strictObject({
    max_gap_ms: z
      .int()
      .min(5)
      .max(200)
      .default(35)
      .describe('characters that come faster than this one after the other are of a scanner, not of a person'),
    min_length: z.int().min(1).max(50).default(3).describe('what is shorter is no scan'),
    prefix: affixSchema.default('').describe('what the scanner sends before every code; it is taken off'),
    suffix: affixSchema.default('').describe('what it sends behind, before its end key; it is taken off'),
    end_key: z.enum(['enter', 'tab']).default('enter').describe('the key that the scanner sends at the end'),
    badge_prefix: affixSchema
      .default('BADGE:')
      .describe(
        'a scan that begins with it is the badge of a person, who takes over; empty: badges are read on the sign-in form only',
      ),
  })
  .prefault({})
  .transform((s) => ({
    maxGapMs: s.max_gap_ms,
    minLength: s.min_length,
    prefix: s.prefix,
    suffix: s.suffix,
    endKey: s.end_key,
    badgePrefix: s.badge_prefix,
  }));

export const screenSchema = z
  .strictObject({
    scanner: scannerSchema,
    start_on_scan: z
      .boolean()
      .default(false)
      .describe('a scanned serial number that its slot can take starts the test: no touch for a unit'),
    next_slot_after_scan: z
      .boolean()
      .default(false)
      .describe('once a unit is scanned for a slot, the next scan is for the next free one'),
  })
  .prefault({})
  .transform((s) => ({
    scanner: s.scanner,
    startOnScan: s.start_on_scan,
    nextSlotAfterScan: s.next_slot_after_scan,
  }));

export type ScreenConfig = z.output<typeof screenSchema>;
export type ScannerConfig = ScreenConfig['scanner'];

/** As the screen gets it. */
export const screenSettingsSchema = z.object({
  scanner: z.object({
    maxGapMs: z.int().positive(),
    minLength: z.int().positive(),
    prefix: z.string(),
    suffix: z.string(),
    endKey: z.enum(['enter', 'tab']),
    badgePrefix: z.string(),
  }),
  startOnScan: z.boolean(),
  nextSlotAfterScan: z.boolean(),
});
