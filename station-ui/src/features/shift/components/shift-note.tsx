import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { pageHref } from '../../../lib/hash-route.ts';
import { shareText } from '../store/share-text.ts';
import type { ShiftStore } from '../store/shift-store.ts';
import classes from './shift-panel.module.css';

/** The shift in one line, for the status bar. */
export function ShiftNote({ store }: { store: ShiftStore }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const shift = useStore(store, (state) => state.shift);
  if (shift.status !== 'loaded') return null;
  const { units, firstPassYield } = shift.value.total;
  return (
    <a className={`${classes['inLine']} number`} href={pageHref('statistics')} data-testid="shift-note">
      {t(firstPassYield === null ? 'shift.lineUnits' : 'shift.line', {
        count: units,
        units: formatNumber(units, language),
        share: shareText(firstPassYield, language),
      })}
    </a>
  );
}
