import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber, withUnit } from '@neurohub/ui-kit/lib/format';

/** Values of one measurement as people read them: four digits, with and without the unit; an index with two decimals. */
export function useMeasuredText(unit: string | undefined) {
  const language = useLanguage();
  const number = (value: number | null) =>
    value === null ? '–' : formatNumber(Number(value.toPrecision(4)), language);
  const measured = (value: number | null) => (value === null ? '–' : withUnit(number(value), unit));
  const index = (value: number | null) =>
    value === null ? '–' : new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
  return { number, measured, index };
}
