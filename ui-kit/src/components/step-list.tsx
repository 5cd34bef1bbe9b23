import type { Iteration } from '@neurohub/contracts/record';
import type { LoopView } from '@neurohub/contracts/rest';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { turnText } from '../i18n/turn-text.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { localize } from '../lib/format.ts';
import classes from './step-list.module.css';
import { StepRow } from './step-row.tsx';
import { isQuiet, type ListedStep, type StepSection, stepSections } from './step-sections.ts';

export interface StepListProps {
  /** Newest attempts (live), or every attempt (record). */
  readonly steps: readonly ListedStep[];
  /** Of whose files links are made. */
  readonly executionId?: string | undefined;
  readonly loops?: readonly LoopView[] | undefined;
  /** A record: each turn of a loop has its own part of the list. */
  readonly byTurn?: boolean;
  /** Lives of the execution that are over: what ran in them is marked. @default none */
  readonly livesOver?: number | undefined;
  /** The service's clock, for the running step; absent where nothing runs. */
  readonly serviceNowMs?: number | undefined;
}

/** More turns than that are folded up, but for those that need a look. */
const MAX_UNFOLDED = 8;

/** Steps by group, block and turn, with status, duration, attempts and measurements. */
export function StepList(props: StepListProps) {
  const { t } = useTranslation();
  const { steps, byTurn = false } = props;
  if (steps.length === 0) return <p className={classes['empty']}>{t('steps.none')}</p>;
  const sections = stepSections(steps, { byTurn });
  const isLong = sections.filter(({ iterations }) => iterations !== undefined).length > MAX_UNFOLDED;
  return (
    <div className={classes['list']}>
      {sections.map((section) => {
        const { iterations } = section;
        if (!iterations) return <PlainSection key={section.key} section={section} {...props} />;
        const isOpenAtFirst = !isLong || !isQuiet(section);
        return <TurnSection key={section.key} {...{ ...props, section, iterations, isOpenAtFirst }} />;
      })}
    </div>
  );
}

type SectionProps = StepListProps & { section: StepSection };

function PlainSection(props: SectionProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { section, loops = [] } = props;
  const block = section.blocks.at(-1);
  const name = localize(loops.find((loop) => loop.block === block)?.displayName, language, block ?? '');
  const group = t(`stepGroup.${section.group}`);
  return (
    <section className={classes['group']}>
      <h3 className={classes['heading']}>
        {block === undefined ? group : section.group === 'main' ? name : `${name} · ${group}`}
      </h3>
      <Rows {...props} showTurn />
    </section>
  );
}

/** One turn of a loop; its rows come into being when it is unfolded. */
function TurnSection(props: SectionProps & { iterations: readonly Iteration[]; isOpenAtFirst: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { section, iterations, loops, isOpenAtFirst } = props;
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const group = section.group === 'main' ? '' : ` · ${t(`stepGroup.${section.group}`)}`;
  return (
    <section className={classes['turn']} data-testid="turn">
      <h3 className={classes['heading']}>
        <button type="button" className={classes['fold']} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {turnText(iterations, { t, language, loops })}
          {group}
          {!isOpen && <span className={classes['count']}>{t('steps.count', { count: section.steps.length })}</span>}
        </button>
      </h3>
      {isOpen && <Rows {...props} showTurn={false} />}
    </section>
  );
}

function Rows({
  section,
  serviceNowMs,
  executionId,
  loops,
  showTurn,
  livesOver,
}: SectionProps & { showTurn: boolean }) {
  return (
    <ol>
      {section.steps.map((step) => (
        <StepRow
          key={`${step.name} ${step.attempt}`}
          step={step}
          executionId={executionId}
          loops={showTurn ? loops : undefined}
          showTurn={showTurn}
          livesOver={livesOver}
          // Only what runs needs the clock: the others are not rendered again with each tick.
          serviceNowMs={step.status === 'running' ? serviceNowMs : undefined}
        />
      ))}
    </ol>
  );
}
