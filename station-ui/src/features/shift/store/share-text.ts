import type { Language } from '@neurohub/ui-kit/lib/format';

/** A share as per cent with one decimal, rounded down: 99.96 % is not 100 %. */
export function shareText(share: number | null, language: Language): string {
  if (share === null) return '–';
  const options = { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, options).format(Math.floor(share * 1000) / 1000);
}
