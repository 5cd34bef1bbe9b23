/** How long ago something was, on NeuroHub's clock. */
import { formatDuration, type Language } from '@neurohub/ui-kit/lib/format';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Seconds below a minute, minutes below an hour, hours and minutes below a day, then days. */
export function ageText(fromMs: number, nowMs: number, language: Language): string {
  const age = Math.max(0, nowMs - fromMs);
  if (age >= DAY_MS) {
    const days = Math.floor(age / DAY_MS);
    return language === 'ko' ? `${days}일` : `${days} d`;
  }
  if (age < MINUTE_MS || age >= 60 * MINUTE_MS) return formatDuration(age, language, true);
  const minutes = Math.floor(age / MINUTE_MS);
  return language === 'ko' ? `${minutes}분` : `${minutes} min`;
}
