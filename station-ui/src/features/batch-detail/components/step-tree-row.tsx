import type { LoopView } from '@neurohub/contracts/rest';
import { StepRow, type StepRowProps } from '@neurohub/ui-kit/components/step-row';
import { StepStatusIcon } from '@neurohub/ui-kit/components/step-status-icon';
import { turnText } from '@neurohub/ui-kit/i18n/turn-text';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, localize } from '@neurohub/ui-kit/lib/format';
import type { TFunction } from 'i18next';
import type { CSSProperties, ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { type BlockRow, type GroupRow, type TreeRow, type TurnRow, worstOf } from '../store/step-tree.ts';
import classes from './step-tree.module.css';

export interface StepTreeRowProps {
  readonly row: TreeRow;
  readonly index: number;
  readonly ref: Ref<HTMLLIElement>;
  readonly loops: readonly LoopView[];
  readonly executionId: string | undefined;
  readonly livesOver: number;
  readonly serviceNowMs: number | undefined;
  readonly choice: NonNullable<StepRowProps['choice']>;
  readonly onToggle: (key: string, isOpen: boolean) => void;
}

export function StepTreeRow(props: StepTreeRowProps) {
  const { row, loops } = props;
  switch (row.kind) {
    case 'group':
      return <Group {...props} row={row} />;
    case 'block':
      return <Block {...props} row={row} />;
    case 'turn':
      return <Turn {...props} row={row} loops={loops} />;
    default:
      return <Step {...props} row={row} />;
  }
}

type Of<R extends TreeRow> = Omit<StepTreeRowProps, 'row'> & { readonly row: R };

function Group(props: Of<GroupRow>) {
  const { t } = useTranslation();
  const { row } = props;
  const count = row.isOpen ? undefined : t('steps.count', { count: row.steps });
  return <Fold {...props} text={t(`stepGroup.${row.group}`)} aside={count} />;
}

function Block(props: Of<BlockRow>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { row, loops } = props;
  const loop = loops.find(({ block }) => block === row.block);
  return (
    <Fold {...props} text={localize(loop?.displayName, language, row.block)} aside={turnsText(row, loop?.turns, t)} />
  );
}

function turnsText({ turnsSoFar }: BlockRow, total: number | undefined, t: TFunction): string | undefined {
  if (turnsSoFar === undefined) return undefined;
  if (total === undefined) return t('detail.turnsSoFar', { count: turnsSoFar });
  return turnsSoFar === 0 ? t('detail.turns', { count: total }) : t('detail.turnsOf', { turns: turnsSoFar, total });
}

function Turn(props: Of<TurnRow>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { row, loops } = props;
  const { counts, durationMs } = row.tally;
  const nameless = loops.map(({ displayName: _, ...loop }) => loop);
  const worst = worstOf(row.tally);
  const summary = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${t(`stepStatus.${status}`)} ${count}`);
  return (
    <Fold
      {...props}
      text={turnText([row.iteration], { t, language, loops: nameless })}
      icon={!row.isOpen && worst && <StepStatusIcon status={worst} />}
      status={row.isOpen ? undefined : worst}
      aside={row.isOpen ? undefined : [...summary, formatDuration(durationMs, language)].join(' · ')}
    >
      {row.isForgotten && <p className={classes['empty']}>{t('detail.forgotten')}</p>}
    </Fold>
  );
}

interface FoldProps extends Of<GroupRow | BlockRow | TurnRow> {
  readonly text: string;
  readonly icon?: ReactNode;
  readonly status?: string | undefined;
  readonly aside?: string | undefined;
  readonly children?: ReactNode;
}

/** A line that folds what stands below it. */
function Fold({ row, index, ref, text, icon, status, aside, onToggle, children }: FoldProps) {
  return (
    <li
      ref={ref}
      data-index={index}
      className={classes['heading']}
      data-kind={row.kind}
      data-depth={row.depth}
      data-status={status}
      style={{ '--depth': row.depth } as CSSProperties}
      {...(row.kind === 'turn' && { 'data-testid': 'turn' })}
    >
      <button
        type="button"
        className={classes['fold']}
        aria-expanded={row.isOpen}
        onClick={() => onToggle(row.key, row.isOpen)}
      >
        {icon}
        <span>{text}</span>
        {aside !== undefined && <span className={`${classes['aside']} number`}>{aside}</span>}
      </button>
      {children}
    </li>
  );
}

function Step({
  row,
  index,
  ref,
  executionId,
  livesOver,
  serviceNowMs,
  choice,
  onToggle,
}: Of<Extract<TreeRow, { kind: 'step' | 'try' }>>) {
  const { t } = useTranslation();
  const hasTries = row.kind === 'step' && row.earlier > 0;
  return (
    <StepRow
      ref={ref}
      data-index={index}
      step={row.step}
      executionId={executionId}
      showTurn={false}
      livesOver={livesOver}
      serviceNowMs={serviceNowMs}
      depth={row.depth}
      choice={choice}
    >
      {hasTries && (
        <button
          type="button"
          className={classes['tries']}
          aria-expanded={row.isOpen}
          onClick={() => onToggle(row.key, row.isOpen)}
        >
          {t('detail.earlierTries', { count: row.earlier })}
        </button>
      )}
    </StepRow>
  );
}
