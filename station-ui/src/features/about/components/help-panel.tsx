import { Panel } from '@neurohub/ui-kit/components/panel';
import { useTranslation } from 'react-i18next';
import classes from './about.module.css';

/** In the folder `docs` of the installed release: no network is needed. */
const DOCS = ['operate', 'ui', 'recovery', 'configuration', 'data-care', 'write-a-sequence', 'security'] as const;

export interface HelpPanelProps {
  readonly stationId: string;
  readonly maySendSupport: boolean;
}

/** Where to read more, and what support needs. */
export function HelpPanel({ stationId, maySendSupport }: HelpPanelProps) {
  const { t } = useTranslation();
  return (
    <Panel title={t('about.help.title')}>
      <div className={classes['help']}>
        <section>
          <h3>{t('about.help.docs')}</h3>
          <ul className={classes['docs']}>
            {DOCS.map((name) => (
              <li key={name}>
                <code>docs/{name}.md</code> <span className={classes['dim']}>{t(`about.doc.${name}`)}</span>
              </li>
            ))}
            <li>
              <a href="/api/openapi.json" target="_blank" rel="noreferrer">
                {t('about.help.openApi')}
              </a>
            </li>
          </ul>
        </section>
        <section>
          <h3>{t('about.help.support')}</h3>
          <p>{t('about.help.supportMeaning')}</p>
          {maySendSupport ? (
            <p>
              <a className={classes['download']} href="/api/system/support" download={`support-${stationId}.json`}>
                {t('about.help.download')}
              </a>
            </p>
          ) : (
            <p className={classes['dim']}>{t('about.help.notAllowed')}</p>
          )}
          <p className={classes['dim']}>
            {t('about.help.command')} <code>station bundle</code>
          </p>
        </section>
      </div>
    </Panel>
  );
}
