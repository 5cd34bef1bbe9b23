import type { BatchConfigBody } from '@neurohub/contracts/config-rest';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize, withUnit } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import type { OverrideDraft } from '../store/override-draft.ts';
import { textOfValue } from '../store/typed-value.ts';
import type { OverrideEditor } from '../store/use-override-editor.ts';
import { useProblemText } from '../store/use-problem-text.ts';
import { AsReleased } from './as-released.tsx';
import classes from './detail.module.css';
import { NowAndReleased } from './now-and-released.tsx';
import { RuleText } from './rule-text.tsx';
import { ValueField } from './value-field.tsx';

export interface ParametersPanelProps {
  readonly detail: SequenceDetail;
  readonly draft: OverrideDraft;
  readonly editor: OverrideEditor;
  /** Batches of station.yaml that run the package: what they give wins over what is changed here. */
  readonly batches: readonly BatchConfigBody[];
  /** As people call a batch. */
  readonly titleOf: (batchId: string) => string;
  /** Under the list: the values of batches. */
  readonly children?: React.ReactNode;
}

/** What a start may set: kind, range and unit of each, its default, and who gives another value. */
export function ParametersPanel({ detail, draft, editor, batches, titleOf, children }: ParametersPanelProps) {
  const { t } = useTranslation();
  const names = Object.keys(detail.parameters);
  return (
    <Panel title={t('sequences.parameters.title')}>
      {names.length === 0 && <p className={classes['dim']}>{t('sequences.parameters.none')}</p>}
      <ul className={classes['values']} data-testid="parameters">
        {names.map((name) => (
          <Parameter key={name} {...{ name, detail, draft, editor, batches, titleOf }} />
        ))}
      </ul>
      {children}
    </Panel>
  );
}

type ParameterProps = Omit<ParametersPanelProps, 'children'> & { readonly name: string };

function Parameter({ name, detail, draft, editor, batches, titleOf }: ParameterProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const problemText = useProblemText(editor);
  const declared = detail.parameters[name];
  if (!declared) return null;
  const title = localize(declared.displayName, language, name);
  const released = textOfValue(declared.default);
  const text = draft.parameters[name] ?? released;
  const shown = (value: string) => (value === '' ? '–' : withUnit(wordOf(t, value), declared.unit));
  const givers = batches.filter((batch) => Object.hasOwn(batch.parameters ?? {}, name));
  const set = (typed: string | null) => editor.edit({ kind: 'parameter', name, text: typed });
  return (
    <li className={classes['value']}>
      <span className={classes['names']}>
        <b>{title}</b>
        <RuleText name={name} declared={declared} />
        {givers.map(({ id, parameters }) => (
          <span key={id} className={classes['given']} data-hides={text !== released}>
            {t('sequences.parameters.given', {
              batch: titleOf(id),
              value: shown(textOfValue(parameters?.[name] ?? null)),
            })}
          </span>
        ))}
      </span>
      <span className={classes['cell']}>
        {editor.draft === null ? (
          <NowAndReleased now={shown(text)} released={shown(released)} />
        ) : (
          <>
            <ValueField
              {...{ label: title, rule: declared, text, unit: declared.unit ?? '' }}
              isChanged={text !== released}
              problem={problemText(`parameters.${name}`)}
              onText={set}
            />
            {text !== released && <AsReleased what={title} released={shown(released)} onBack={() => set(null)} />}
          </>
        )}
      </span>
    </li>
  );
}

const wordOf = (t: (key: string) => string, value: string) =>
  value === 'true' || value === 'false' ? t(`sequences.is.${value}`) : value;
