/** What station.yaml says about the working day: `shifts`. Statistics and the counters of the screen are by these. */
import * as z from 'zod';
import { localizedTextSchema } from './record.ts';

const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

const shiftSchema = z
  .strictObject({
    name: localizedTextSchema.describe('for people, such as Day; a text or {ko, en}'),
    start: z
      .string()
      .regex(TIME_OF_DAY, 'a time of day, 00:00 to 23:59')
      .describe('time of day of the machine, HH:MM; it lasts until the next shift begins'),
  })
  .transform(({ name, start }) => ({ name, startMinutes: minutesOf(start) }));

/** In the order of the day. The last one lasts until the first of the next day; one alone lasts a day. */
export const shiftsSchema = z
  .array(shiftSchema)
  .min(1)
  .max(12)
  .default([{ name: { ko: '하루', en: 'Day' }, startMinutes: 0 }])
  .superRefine((shifts, context) => {
    shifts.forEach(({ startMinutes }, index) => {
      if (index === 0 || startMinutes > (shifts[index - 1]?.startMinutes ?? 0)) return;
      const message = 'expected a later start than that of the shift before: shifts are in the order of the day';
      context.addIssue({ code: 'custom', path: [index, 'start'], message });
    });
  });

/** `startMinutes`: minutes after midnight, 0 to 1439. */
export type Shift = z.output<typeof shiftSchema>;

function minutesOf(timeOfDay: string): number {
  const [, hours, minutes] = TIME_OF_DAY.exec(timeOfDay) ?? [];
  return 60 * Number(hours) + Number(minutes);
}
