import type { SequenceDetail } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { ReasonDialog } from '@neurohub/ui-kit/components/reason-dialog';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { leftOutOf } from '../store/effective-steps.ts';
import type { OverrideEditor } from '../store/use-override-editor.ts';
import classes from './detail.module.css';
import { DifferenceList } from './difference-list.tsx';

export interface EditBarProps {
  readonly detail: SequenceDetail;
  readonly editor: OverrideEditor;
  /** Names of the batches that run the package. */
  readonly batches: readonly string[];
  /** Overrides are saved: saying nothing means to go back to the release. */
  readonly hasSaved: boolean;
}

/** While something is changed: how much differs, what is wrong, and what is to be saved before it is. */
export function EditBar({ detail, editor, batches, hasSaved }: EditBarProps) {
  const { t } = useTranslation();
  const [isReviewing, setReviewing] = useState(false);
  const { draft, check, fieldProblems, isAsSaved, isBusy, problem } = editor;
  if (draft === null) return null;
  const wrong = fieldProblems.length + (check?.problems.length ?? 0);
  const count = check?.differs.length ?? 0;
  const isReady = check !== null && wrong === 0 && !isAsSaved && !isBusy && (count > 0 || hasSaved);
  return (
    <section className={classes['bar']} aria-label={t('sequences.edit.label')} data-testid="edit-bar">
      {problem && <ProblemBox code={problem.code} message={problem.message} isShort />}
      <p role="status">
        {wrong > 0 ? (
          <button type="button" className={classes['wrong']} onClick={goToProblem}>
            {t('sequences.edit.wrong', { count: wrong })}
          </button>
        ) : (
          <b>{t(count === 0 ? 'sequences.edit.asReleased' : 'sequences.edit.differs', { count })}</b>
        )}
      </p>
      <span className={classes['buttons']}>
        <ActionButton size="small" isDisabled={isBusy} onClick={editor.discard}>
          {t('sequences.edit.discard')}
        </ActionButton>
        <ActionButton size="small" kind="strong" isDisabled={!isReady} onClick={() => setReviewing(true)}>
          {t('sequences.edit.review')}
        </ActionButton>
      </span>
      {isReviewing && check && (
        <Review
          {...{ detail, editor, batches }}
          onClose={() => setReviewing(false)}
          onReason={(reason) => {
            setReviewing(false);
            void (count > 0 ? editor.save(reason) : editor.remove(reason));
          }}
        />
      )}
    </section>
  );
}

/** To the first field that is wrong: on a long page it may be out of sight. */
function goToProblem(): void {
  const problem = document.querySelector('[data-problem]');
  const line = problem?.closest('li');
  (line?.querySelector<HTMLElement>('[aria-invalid]') ?? line?.querySelector<HTMLElement>('input, select'))?.focus();
  problem?.scrollIntoView({ block: 'center' });
}

type ReviewProps = Pick<EditBarProps, 'detail' | 'editor' | 'batches'> & {
  readonly onClose: () => void;
  readonly onReason: (reason: string) => void;
};

function Review({ detail, editor: { draft, check }, batches, onClose, onReason }: ReviewProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const leftOut = draft
    ? leftOutOf(detail, draft).map(({ name, displayName }) => localize(displayName, language, name))
    : [];
  const differs = check?.differs ?? [];
  return (
    <ReasonDialog
      title={t('sequences.edit.reviewTitle')}
      meaning={
        batches.length > 0
          ? t('sequences.edit.counts', { batches: batches.join(', ') })
          : t('sequences.edit.countsNowhere')
      }
      action={t('sequences.edit.save')}
      kind="strong"
      onClose={onClose}
      onReason={onReason}
    >
      {differs.length > 0 ? (
        <DifferenceList differs={differs} release={detail} />
      ) : (
        <p>{t('sequences.edit.asReleased')}</p>
      )}
      {leftOut.length > 0 && (
        <p className={classes['warning']}>{t('sequences.edit.notProduction', { steps: leftOut.join(', ') })}</p>
      )}
    </ReasonDialog>
  );
}
