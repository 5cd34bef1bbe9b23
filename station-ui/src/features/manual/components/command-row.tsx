import type { ManualCommand } from '@neurohub/contracts/record';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Drafts,
  firstDrafts,
  isReadable,
  needsConfirmation,
  readValues,
  type ValueProblem,
} from '../store/command-values.ts';
import type { Call, Line } from '../store/manual-store.ts';
import type { Reading } from '../store/readout.ts';
import { ConfirmStrip } from './confirm-strip.tsx';
import { LineOutcome } from './line-outcome.tsx';
import classes from './manual.module.css';
import { RunningText } from './running-text.tsx';
import { ValueField } from './value-field.tsx';

export interface CommandActions {
  readonly onRun: (call: Call, limitMs: number | undefined) => void;
  /** Reads it again and again, or no longer. */
  readonly onWatch: (call: Call) => void;
  readonly readingOf: (call: Call) => Reading | undefined;
}

export interface CommandRowProps extends CommandActions {
  readonly hardware: string;
  readonly command: ManualCommand;
  /** The last time it was carried out here. */
  readonly last: Line | undefined;
  readonly isRunning: boolean;
  /** Nobody here has control, or something else is under way. */
  readonly isDisabled: boolean;
}

/** One command with its values: typed, confirmed where it moves or powers something, carried out, and what came of it. */
export function CommandRow(props: CommandRowProps) {
  const { hardware, command, last, isRunning, isDisabled, onRun, onWatch, readingOf } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const [drafts, setDrafts] = useState<Drafts>(() => firstDrafts(command));
  const [problems, setProblems] = useState<Readonly<Record<string, ValueProblem>>>({});
  const [toConfirm, setToConfirm] = useState<Call | null>(null);
  const name = localize(command.displayName, language, command.name);
  const verb = t(command.category === 'measurement' ? 'manualPage.read' : 'manualPage.run');

  /** The call as it stands in the fields; what is wrong is said there. */
  const readCall = (): Call | null => {
    const read = readValues(command, drafts);
    setProblems(read.ok ? {} : read.problems);
    return read.ok ? { hardware, command: command.name, params: read.params } : null;
  };
  const press = () => {
    const call = readCall();
    if (call === null) return;
    if (needsConfirmation(command)) setToConfirm(call);
    else onRun(call, command.timeoutMs);
  };
  const confirm = () => {
    if (toConfirm) onRun(toConfirm, command.timeoutMs);
    setToConfirm(null);
  };
  const watched = readValues(command, drafts);
  const watchedCall = watched.ok ? { hardware, command: command.name, params: watched.params } : null;
  const reading = watchedCall === null ? undefined : readingOf(watchedCall);
  const isLive = reading !== undefined;

  return (
    <li className={classes['command']}>
      <form
        className={classes['commandForm']}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isDisabled && !isRunning && toConfirm === null) press();
        }}
      >
        <div className={classes['commandName']}>
          <p>{name}</p>
          {command.description !== undefined && (
            <p className={classes['dim']}>{localize(command.description, language, '')}</p>
          )}
        </div>
        {command.parameters.length > 0 && (
          <div className={classes['fields']}>
            {command.parameters.map((parameter) => (
              <ValueField
                key={parameter.name}
                parameter={parameter}
                draft={drafts[parameter.name] ?? ''}
                problem={problems[parameter.name]}
                isDisabled={isDisabled || isRunning}
                onChange={(draft) => {
                  setDrafts({ ...drafts, [parameter.name]: draft });
                  setProblems({});
                  setToConfirm(null);
                }}
              />
            ))}
          </div>
        )}
        <div className={classes['buttons']}>
          {/* For Enter in a field. */}
          <input type="submit" hidden />
          {isReadable(command) && (
            <ActionButton
              size="small"
              isDisabled={isDisabled && !isLive}
              isPressed={isLive}
              label={t('manualPage.watchOf', { name })}
              onClick={() => {
                const call = readCall();
                if (call) onWatch(call);
              }}
            >
              {t('manualPage.watch')}
            </ActionButton>
          )}
          <ActionButton
            size="small"
            isDisabled={isDisabled || isRunning || toConfirm !== null}
            label={`${verb}: ${name}`}
            onClick={press}
          >
            {verb}
          </ActionButton>
        </div>
      </form>
      {toConfirm && !isDisabled && (
        <ConfirmStrip action={`${verb}: ${name}`} onConfirm={confirm} onCancel={() => setToConfirm(null)} />
      )}
      {isRunning ? (
        <RunningText limitMs={command.timeoutMs} />
      ) : reading?.answer ? (
        <LineOutcome line={{ at: reading.answer.at, answer: reading.answer }} isLive />
      ) : (
        last && <LineOutcome line={last} />
      )}
    </li>
  );
}
