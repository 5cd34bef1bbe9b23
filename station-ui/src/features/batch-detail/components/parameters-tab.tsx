import type { ExecutionRecord } from '@neurohub/contracts/record';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber, localize, withUnit } from '@neurohub/ui-kit/lib/format';
import type { Loaded } from '@neurohub/ui-kit/lib/loaded';
import { useTranslation } from 'react-i18next';
import { fetchSequence } from '../api/sequence-api.ts';
import { type ParameterRow, parameterRows } from '../store/parameter-rows.ts';
import classes from './tables.module.css';
import { useLoaded } from './use-loaded.ts';

export interface ParametersTabProps {
  readonly sequence: string | undefined;
  /** Of the execution that is shown; null: there is none. */
  readonly record: Loaded<ExecutionRecord> | null;
}

/** With which parameters the execution runs, and which of them are not the default. */
export function ParametersTab({ sequence, record }: ParametersTabProps) {
  const { t } = useTranslation();
  const declared = useLoaded(sequence ?? null, () => fetchSequence(sequence ?? ''));
  const failed = [declared, record].find((one) => one?.status === 'failed');
  if (failed?.status === 'failed') return <ProblemBox code={failed.code} message={failed.message} />;
  if (declared?.status !== 'loaded' || record?.status === 'loading')
    return <p className={classes['empty']}>{t('results.loading')}</p>;
  const parameters = record?.status === 'loaded' ? record.value.plan?.parameters : undefined;
  const rows = parameterRows(declared.value.parameters, parameters);
  if (rows.length === 0) return <p className={classes['empty']}>{t('detail.noParameters')}</p>;
  return (
    <>
      {!record && <p className={classes['empty']}>{t('detail.defaults')}</p>}
      <table className={`${classes['table']} number`}>
        <caption className="visually-hidden">{t('detail.parameters')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('detail.parameter')}</th>
            <th scope="col">{t('detail.value')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({ row }: { row: ParameterRow }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { id, displayName, value, unit, default: byDefault } = row;
  const text = (one: ParameterRow['value']) =>
    withUnit(typeof one === 'number' ? formatNumber(one, language) : one === undefined ? '–' : String(one), unit);
  return (
    <tr data-changed={byDefault !== undefined}>
      <th scope="row">
        {localize(displayName, language, id)}
        {displayName !== undefined && <code>{id}</code>}
      </th>
      <td>
        <b>{text(value)}</b>
        {byDefault !== undefined && (
          <span className={classes['note']}>{t('detail.default', { value: text(byDefault) })}</span>
        )}
      </td>
    </tr>
  );
}
