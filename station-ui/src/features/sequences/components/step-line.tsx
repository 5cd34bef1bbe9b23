import type { StepDefinition } from '@neurohub/contracts/record';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import { mayBeRepeated } from '@neurohub/contracts/step-error-rules';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber, localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import type { OverrideDraft } from '../store/override-draft.ts';
import { movedOrder, placesAround } from '../store/step-places.ts';
import type { OverrideEditor } from '../store/use-override-editor.ts';
import { useProblemText } from '../store/use-problem-text.ts';
import { AsReleased } from './as-released.tsx';
import classes from './detail.module.css';
import { MoveButton } from './move-button.tsx';
import { NowAndReleased } from './now-and-released.tsx';
import { StepRemarks } from './step-remarks.tsx';
import { ValueField } from './value-field.tsx';

export interface StepLineProps {
  /** As it holds, with its place. */
  readonly step: StepDefinition;
  readonly steps: readonly StepDefinition[];
  readonly detail: SequenceDetail;
  readonly draft: OverrideDraft;
  readonly editor: OverrideEditor;
}

/** One step: its name and what is special about it, whether it runs, its time limit, its retries. */
export function StepLine({ step, steps, detail, draft, editor }: StepLineProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const problemText = useProblemText(editor);
  const { name } = step;
  const title = localize(step.displayName, language, name);
  const texts = draft.steps[name] ?? {};
  const released = detail.steps.find((each) => each.name === name) ?? step;
  const isOn = texts.enabled !== false;
  const isMoved = step.order !== released.order;
  const isEditing = editor.draft !== null;
  const places = placesAround(name, steps, detail.blocks);
  const set = (changed: typeof texts) => editor.edit({ kind: 'step', name, texts: changed });
  const move = (by: 1 | -1) => {
    const order = movedOrder(name, places, by);
    if (order !== undefined) set({ order });
  };
  const value = (key: 'timeout' | 'retry', path: string, was: number, unit?: string) => {
    const text = texts[key] ?? String(was);
    const label = t(`sequences.step.${key}Of`, { step: title });
    const asRead = `${formatNumber(was, language)}${unit ? ` ${unit}` : ''}`;
    const now = Number(text.replace(',', '.'));
    if (!isEditing || (key === 'retry' && !mayBeRepeated(released)))
      return <NowAndReleased now={`${formatNumber(now, language)}${unit ? ` ${unit}` : ''}`} released={asRead} />;
    const isChanged = text !== String(was);
    return (
      <>
        <ValueField
          label={label}
          rule={{ type: 'float' }}
          text={text}
          unit={unit}
          isChanged={isChanged}
          problem={problemText(`steps.${name}.${path}`)}
          onText={(typed) => set({ [key]: typed })}
        />
        {isChanged && <AsReleased what={label} released={asRead} onBack={() => set({ [key]: undefined })} />}
      </>
    );
  };
  return (
    <div
      className={classes['line']}
      data-off={!isOn}
      data-depth={step.blocks?.length ?? 0}
      data-testid={`step-${name}`}
    >
      <div className={classes['stepName']}>
        {isEditing && (
          <span className={classes['moves']}>
            <MoveButton
              step={title}
              by={-1}
              isDisabled={movedOrder(name, places, -1) === undefined}
              onMove={() => move(-1)}
            />
            <MoveButton
              step={title}
              by={1}
              isDisabled={movedOrder(name, places, 1) === undefined}
              onMove={() => move(1)}
            />
          </span>
        )}
        <span className={classes['names']}>
          <b>{title}</b>
          {title !== name && <span className={classes['id']}>{name}</span>}
          <StepRemarks step={step} isMoved={isMoved} />
          {isEditing && isMoved && (
            <AsReleased what={title} released={t('sequences.step.place')} onBack={() => set({ order: undefined })} />
          )}
          {problemText(`steps.${name}.order`) && (
            <span className={classes['bad']} data-problem={true}>
              {problemText(`steps.${name}.order`)}
            </span>
          )}
        </span>
      </div>
      <div className={classes['cell']} data-label={t('sequences.step.enabled')}>
        <Enabled
          {...{ title, isOn, isEditing }}
          isAlways={step.group === 'cleanup' && isOn}
          problem={problemText(`steps.${name}.enabled`)}
          onChange={(enabled) => set({ enabled })}
        />
      </div>
      <div className={classes['cell']} data-label={t('sequences.step.timeout')}>
        {value('timeout', 'timeoutMs', released.timeoutMs / 1000, 's')}
      </div>
      <div className={classes['cell']} data-label={t('sequences.step.retry')}>
        {value('retry', 'retry', released.retry)}
      </div>
    </div>
  );
}

interface EnabledProps {
  readonly title: string;
  readonly isOn: boolean;
  /** A cleanup step: it leaves the hardware safe. */
  readonly isAlways: boolean;
  readonly isEditing: boolean;
  readonly problem: string | null;
  readonly onChange: (isOn: boolean) => void;
}

function Enabled({ title, isOn, isAlways, isEditing, problem, onChange }: EnabledProps) {
  const { t } = useTranslation();
  if (isAlways) return <span className={classes['dim']}>{t('sequences.step.always')}</span>;
  if (!isEditing)
    return isOn ? (
      <span className={classes['dim']}>{t('sequences.step.on')}</span>
    ) : (
      <b className={classes['changed']}>{t('sequences.step.off')}</b>
    );
  return (
    <span className={classes['field']}>
      <label className={classes['toggle']}>
        <input
          type="checkbox"
          checked={isOn}
          aria-label={t('sequences.step.enabledOf', { step: title })}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span aria-hidden="true">{t(isOn ? 'sequences.step.on' : 'sequences.step.off')}</span>
      </label>
      {problem && (
        <span className={classes['bad']} data-problem={true}>
          {problem}
        </span>
      )}
    </span>
  );
}
