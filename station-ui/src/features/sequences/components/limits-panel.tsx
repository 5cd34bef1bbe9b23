import type { Limit } from '@neurohub/contracts/record';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { limitsText } from '@neurohub/ui-kit/lib/limit-text';
import { useTranslation } from 'react-i18next';
import { fieldsOf, type LimitKey } from '../store/limit-fields.ts';
import type { LimitDraft, OverrideDraft } from '../store/override-draft.ts';
import type { OverrideEditor } from '../store/use-override-editor.ts';
import { useProblemText } from '../store/use-problem-text.ts';
import { AsReleased } from './as-released.tsx';
import classes from './detail.module.css';
import { NowAndReleased } from './now-and-released.tsx';
import { ValueField } from './value-field.tsx';

export interface LimitsPanelProps {
  readonly detail: SequenceDetail;
  readonly draft: OverrideDraft;
  readonly editor: OverrideEditor;
}

/** The limits of limits.yaml by measurement and variant. Those in code cannot be changed, and are not known here. */
export function LimitsPanel({ detail, draft, editor }: LimitsPanelProps) {
  const { t } = useTranslation();
  const file = detail.limits;
  return (
    <Panel
      title={t('sequences.limits.title')}
      aside={file && <span className={classes['dim']}>limits.yaml {file.version}</span>}
    >
      {!file && <p className={classes['dim']}>{t('sequences.limits.none')}</p>}
      <ul className={classes['values']} data-testid="limits">
        {Object.entries(file?.limits ?? {}).flatMap(([name, variants]) =>
          Object.keys(variants).map((variant) => (
            <Variant key={`${name} ${variant}`} {...{ name, variant, detail, draft, editor }} />
          )),
        )}
      </ul>
    </Panel>
  );
}

type VariantProps = LimitsPanelProps & { readonly name: string; readonly variant: string };

function Variant({ name, variant, detail, draft, editor }: VariantProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const problemText = useProblemText(editor);
  const released = detail.limits?.limits[name]?.[variant] ?? [];
  const own = draft.limits[name]?.[variant];
  const drafts: readonly LimitDraft[] = own ?? released.map((limit) => ({ limit, texts: {} }));
  const text = limitsText(released, undefined, language) || t('sequences.limits.onlyRecorded');
  const now = limitsText(
    drafts.map(({ limit }) => limit),
    undefined,
    language,
  );
  const hasVariants = detail.limits?.variantParameter !== undefined;
  const label = hasVariants ? `${name}, ${variant}` : name;
  const problem = problemText(`limits.${name}.${variant}`);
  return (
    <li className={classes['limit']}>
      <span className={classes['names']}>
        <b>{name}</b>
        {hasVariants && <span className={classes['id']}>{variantText(t, variant, detail)}</span>}
      </span>
      <span className={classes['cell']}>
        {editor.draft === null ? (
          <NowAndReleased now={now || text} released={text} />
        ) : (
          <>
            {drafts.map((each, index) => (
              <LimitFields
                // biome-ignore lint/suspicious/noArrayIndexKey: limits have no name, and their order never changes
                key={index}
                {...{ label, draft: each, released: released[index] }}
                problemAt={(key) => problemText(`limits.${name}.${variant}.${index}.${key}`)}
                onText={(key, typed) => editor.edit({ kind: 'limit', name, variant, drafts, index, key, text: typed })}
              />
            ))}
            {problem && (
              <span className={classes['bad']} data-problem={true} role="status">
                {problem}
              </span>
            )}
            {own && (
              <AsReleased
                what={label}
                released={text}
                onBack={() => editor.edit({ kind: 'releaseLimit', name, variant })}
              />
            )}
          </>
        )}
      </span>
    </li>
  );
}

/** Which value of which parameter chooses it; the default counts where no other does. */
function variantText(t: (key: string) => string, variant: string, { limits }: SequenceDetail): string {
  return variant === 'default' ? t('sequences.limits.otherwise') : `${limits?.variantParameter} = ${variant}`;
}

interface LimitFieldsProps {
  readonly label: string;
  readonly draft: LimitDraft;
  /** At the same place; undefined where the release has none. */
  readonly released: Limit | undefined;
  readonly problemAt: (key: LimitKey) => string | null;
  readonly onText: (key: LimitKey, text: string) => void;
}

function LimitFields({ label, draft: { limit, texts }, released, problemAt, onText }: LimitFieldsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const fields = fieldsOf(limit);
  if (fields === null) return <span>{limitsText([limit], undefined, language)}</span>;
  const isText =
    limit.op === 'equals' || limit.op === 'notEquals' ? typeof limit.expected === 'string' : limit.op === 'regex';
  return (
    <span className={classes['bounds']}>
      {fields.map(({ key, text }) => (
        <span key={key} className={classes['bound']}>
          <span className={classes['id']} aria-hidden="true">
            {t(`sequences.limits.key.${key}`, { context: limit.op })}
          </span>
          <ValueField
            label={`${label}: ${t(`sequences.limits.key.${key}`, { context: limit.op })}`}
            rule={{ type: isText ? 'string' : 'float' }}
            text={texts[key] ?? text}
            unit={key === 'tolerance' && limit.op === 'nominal' ? TOLERANCE_UNITS[limit.toleranceKind] : undefined}
            isChanged={(texts[key] ?? text) !== textOf(released, key)}
            problem={problemAt(key)}
            onText={(typed) => onText(key, typed)}
          />
        </span>
      ))}
    </span>
  );
}

const TOLERANCE_UNITS = { abs: undefined, percent: '%', ppm: 'ppm' } as const;

const textOf = (limit: Limit | undefined, key: LimitKey) =>
  limit && fieldsOf(limit)?.find((field) => field.key === key)?.text;
