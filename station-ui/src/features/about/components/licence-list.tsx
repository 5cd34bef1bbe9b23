import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import type { Loaded } from '@neurohub/ui-kit/lib/loaded';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Licensed } from '../api/about-api.ts';
import { countLicences, findLicences } from '../store/find-licences.ts';
import classes from './about.module.css';

/** Whose work is in the station, under which licence, with its text. */
export function LicenceList({ licences }: { licences: Loaded<readonly Licensed[]> }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const all = licences.status === 'loaded' ? licences.value : [];
  const found = findLicences(all, search);
  return (
    <Panel title={t('about.licences.title')}>
      {licences.status === 'failed' && <ProblemBox code={licences.code} message={licences.message} />}
      {licences.status === 'loading' && <p className={classes['dim']}>{t('about.licences.loading')}</p>}
      {licences.status === 'loaded' && (
        <>
          <p className={classes['dim']}>
            {countLicences(all)
              .map(([licence, count]) => `${licence} ${count}`)
              .join(' · ')}
          </p>
          <label className={classes['search']}>
            {t('about.licences.search')}
            <input type="search" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
          </label>
          <p role="status" className={classes['dim']}>
            {t('about.licences.found', { found: found.length, count: all.length })}
          </p>
          <ul className={classes['licences']} data-testid="licences">
            {found.map((one) => (
              <li key={`${one.name} ${one.version}`}>
                <Licence one={one} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function Licence({ one: { name, version, licence, home, text } }: { one: Licensed }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={classes['licence']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{name}</strong> <span className="number">{version}</span> <span>{licence}</span>
      </summary>
      {isOpen && (
        <>
          {home !== null && <p className={classes['dim']}>{home}</p>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a stop there, a keyboard cannot move it */}
          {text === null ? <p>{t('about.licences.noText')}</p> : <pre tabIndex={0}>{text}</pre>}
        </>
      )}
    </details>
  );
}
