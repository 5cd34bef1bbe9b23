/** Times and shares of statistics as people read them. Pure. */
import type { Language } from './format.ts';
import type { Bucket } from './time-buckets.ts';

/** The beginning of a stretch of time, as short as its length allows. */
export function bucketText(from: string, bucket: Bucket, language: Language): string {
  const options: Intl.DateTimeFormatOptions =
    bucket === 'hour'
      ? { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
      : { month: 'short', day: 'numeric' };
  return new Intl.DateTimeFormat(language, options).format(new Date(from));
}

/** With one decimal, and never rounded up to all of them: 1 of 5000 that failed is not 100 %. */
export function shareText(share: number | null, language: Language): string {
  if (share === null) return '–';
  const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  return format.format(share < 1 ? Math.min(share, 0.999) : 1);
}
