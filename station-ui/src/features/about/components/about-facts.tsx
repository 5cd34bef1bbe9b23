import type { SystemInfo } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import type { Loaded } from '@neurohub/ui-kit/lib/loaded';
import { useTranslation } from 'react-i18next';
import type { BuildFacts } from '../api/about-api.ts';
import classes from './about.module.css';

/** What runs here: to be read out on the telephone. */
export function AboutFacts({ info, build }: { info: SystemInfo | null; build: Loaded<BuildFacts> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const of = build.status === 'loaded' ? build.value : null;
  const isOther = of !== null && info !== null && of.version !== info.version;
  const facts: [string, string][] = [
    [t('about.fact.version'), info?.version ?? of?.version ?? '–'],
    [t('about.fact.commit'), of?.commit?.slice(0, 12) ?? t('about.fact.noCommit')],
    [t('about.fact.committed'), of?.committedAt ? formatMoment(of.committedAt, language) : '–'],
    [t('about.fact.station'), info === null ? '–' : `${info.stationName} (${info.stationId})`],
    [t('about.fact.started'), info === null ? '–' : formatMoment(info.startedAt, language)],
    [t('about.fact.node'), info?.nodeVersion ?? '–'],
    [t('about.fact.config'), String(info?.schemas.config ?? '–')],
    [t('about.fact.database'), String(info?.schemas.database ?? '–')],
    [t('about.fact.hub'), String(info?.schemas.hub ?? '–')],
  ];
  return (
    <Panel title="NeuroHub Station">
      {build.status === 'failed' && <ProblemBox code={build.code} message={build.message} />}
      {isOther && <p className={classes['bad']}>{t('about.otherBuild', { version: of.version })}</p>}
      <dl className={classes['facts']} data-testid="about-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
      {of !== null && (
        <details className={classes['licence']}>
          <summary>{t('about.ownLicence', { licence: of.licence })}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a stop there, a keyboard cannot move it */}
          <pre tabIndex={0}>{of.text}</pre>
        </details>
      )}
    </Panel>
  );
}
