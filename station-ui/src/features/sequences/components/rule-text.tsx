import type { SequenceDetail } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber, localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './detail.module.css';

type Declared = SequenceDetail['parameters'][string];

/** What a parameter takes: its name in the code, kind, range or choices, and what it is for. */
export function RuleText({ name, declared }: { name: string; declared: Declared }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { type, min, max, unit, options, required, description } = declared;
  const number = (value: number) => formatNumber(value, language);
  const range =
    min !== undefined && max !== undefined
      ? `${number(min)} … ${number(max)}`
      : min !== undefined
        ? `≥ ${number(min)}`
        : max !== undefined && `≤ ${number(max)}`;
  const parts = [
    t(`sequences.type.${type}`),
    range && (unit ? `${range} ${unit}` : range),
    options?.map(String).join(' | '),
    required && t('sequences.parameters.required'),
  ].filter((part): part is string => typeof part === 'string' && part !== '');
  return (
    <>
      <span className={classes['id']}>{name}</span>
      <span className={classes['id']}>{parts.map(unbroken).join(' · ')}</span>
      {description && <span className={classes['remarks']}>{localize(description, language, '')}</span>}
    </>
  );
}

const unbroken = (text: string) => text.replaceAll(' ', '\u00a0');
