import { useTranslation } from 'react-i18next';
import classes from './auth.module.css';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** Digits for fingers. Whoever has a keyboard types into the field, so the pad is not among what Tab goes through. */
export function PinPad({ onDigit, onBack }: { onDigit: (digit: string) => void; onBack: () => void }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as this
    <div role="group" aria-label={t('signIn.pad')} className={classes['pad']}>
      {DIGITS.map((digit) => (
        <PadKey key={digit} onPress={() => onDigit(digit)}>
          {digit}
        </PadKey>
      ))}
      <span />
      <PadKey onPress={() => onDigit('0')}>0</PadKey>
      <PadKey label={t('signIn.back')} onPress={onBack}>
        ⌫
      </PadKey>
    </div>
  );
}

function PadKey({ label, onPress, children }: { label?: string; onPress: () => void; children: React.ReactNode }) {
  return (
    <button type="button" tabIndex={-1} className={classes['padKey']} aria-label={label} onClick={onPress}>
      {children}
    </button>
  );
}
