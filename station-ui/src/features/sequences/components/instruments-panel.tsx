import type { SequenceDetail } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './detail.module.css';

/** The instruments that the package needs, with their drivers and what station.yaml has to say of each. */
export function InstrumentsPanel({ hardware }: { hardware: SequenceDetail['hardware'] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const entries = Object.entries(hardware);
  return (
    <Panel title={t('sequences.instruments.title')}>
      {entries.length === 0 && <p className={classes['dim']}>{t('sequences.instruments.none')}</p>}
      <ul className={classes['values']}>
        {entries.map(([id, { displayName, driver, class: className, description, simulator, required = [] }]) => (
          <li key={id} className={classes['names']}>
            <b>{localize(displayName, language, id)}</b>
            <span className={classes['id']}>
              {id} · {className}, {driver}
            </span>
            {description && <span>{localize(description, language, '')}</span>}
            <span className={classes['remarks']}>
              {[
                required.length > 0 && t('sequences.instruments.needs', { settings: required.join(', ') }),
                t(simulator ? 'sequences.instruments.simulator' : 'sequences.instruments.noSimulator'),
              ]
                .filter((remark) => remark !== false)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
