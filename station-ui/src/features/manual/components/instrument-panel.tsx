import type { BatchView, HardwareView } from '@neurohub/contracts/rest';
import { COMMAND_CATEGORIES } from '@neurohub/contracts/vocabulary';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import type { Call, Line } from '../store/manual-store.ts';
import { type CommandActions, CommandRow } from './command-row.tsx';
import classes from './manual.module.css';

export interface InstrumentPanelProps extends CommandActions {
  readonly instrument: HardwareView;
  /** As it is now. */
  readonly live: BatchView['hardware'][string] | undefined;
  readonly lines: readonly Line[];
  readonly running: Call | null;
  readonly hasControl: boolean;
  readonly nameOfBatch: (id: string) => string;
}

/** One instrument: what it is, how it is, and what can be done with it. */
export function InstrumentPanel(props: InstrumentPanelProps) {
  const { instrument, live, lines, running, hasControl, nameOfBatch, ...actions } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const { id, displayName, commands, error } = instrument;
  const isHere = ({ hardware, command }: Call, name: string) => hardware === id && command === name;
  const groups = COMMAND_CATEGORIES.map((category) => ({
    category,
    own: commands.filter((command) => command.category === category),
  })).filter(({ own }) => own.length > 0);
  return (
    <Panel title={localize(displayName, language, id)} aside={<State {...{ instrument, live, nameOfBatch }} />}>
      {error && <ProblemBox code={error.code} message={error.message} />}
      {!error && groups.length === 0 && <p className={classes['dim']}>{t('manualPage.noCommands')}</p>}
      {groups.map(({ category, own }) => (
        <div key={category} className={classes['group']}>
          <h3>{t(`manualPage.category.${category}`)}</h3>
          <ul className={classes['commands']}>
            {own.map((command) => (
              <CommandRow
                key={command.name}
                {...{ hardware: id, command, ...actions }}
                last={lines.find((line) => isHere(line, command.name))}
                isRunning={running !== null && isHere(running, command.name)}
                isDisabled={!hasControl || running !== null}
              />
            ))}
          </ul>
        </div>
      ))}
    </Panel>
  );
}

function State({ instrument, live, nameOfBatch }: Pick<InstrumentPanelProps, 'instrument' | 'live' | 'nameOfBatch'>) {
  const { t } = useTranslation();
  const { id, instrument: address, simulated, shared } = instrument;
  const state = live?.state ?? (live?.connected ? 'connected' : 'disconnected');
  return (
    <div className={classes['state']} data-testid={`instrument-${id}`} data-state={state}>
      <b role="status">{t(`hardware.state.${state}`, { attempt: live?.attempt })}</b>
      {live?.identity !== undefined && <span>{live.identity}</span>}
      {simulated && <span>{t('manualPage.simulated')}</span>}
      {shared && <span>{t('manualPage.shared', { name: address })}</span>}
      {live?.heldBy !== undefined && <span>{t('manualPage.heldBy', { name: nameOfBatch(live.heldBy) })}</span>}
      {live?.problem !== undefined && <span className={classes['problem']}>{live.problem}</span>}
    </div>
  );
}
