import type { BatchView } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './hardware-panel.module.css';

/** How the way to each instrument is now, what it says it is, and what is the matter with it; nothing where the package has none. */
export function HardwarePanel({ batch }: { readonly batch: BatchView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const all = Object.entries(batch.hardware);
  if (all.length === 0) return null;
  return (
    <Panel title={t('hardware.title')}>
      <ul className={classes['list']} data-testid="hardware" aria-live="polite">
        {all.map(([id, { displayName, connected, state, attempt, problem, identity }]) => {
          const shown = state ?? (connected ? 'connected' : 'disconnected');
          return (
            <li key={id} data-state={shown}>
              <strong>{localize(displayName, language, id)}</strong>
              <span className={classes['state']}>{t(`hardware.state.${shown}`, { attempt })}</span>
              <span className={classes['identity']}>{identity}</span>
              {problem !== undefined && <span className={classes['problem']}>{problem}</span>}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
