import type { PackageVersions } from '@neurohub/contracts/packages-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { ReasonDialog } from '@neurohub/ui-kit/components/reason-dialog';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseVersion, rollBack } from '../api/sequences-api.ts';
import classes from './detail.module.css';
import { VersionRow } from './version-row.tsx';

export interface VersionsPanelProps {
  readonly versions: PackageVersions;
  readonly mayChoose: boolean;
  readonly onChosen: () => void;
}

/** What somebody is about to choose; `back`: the version that was in use before. */
type Choice = { readonly how: 'use' | 'back'; readonly id: string };

/** The installed versions side by side: which is in use, who signed each, the way to another one and back. */
export function VersionsPanel({ versions, mayChoose, onChosen }: VersionsPanelProps) {
  const { t } = useTranslation();
  const [choice, setChoice] = useState<Choice | null>(null);
  const [problem, setProblem] = useState<ReturnType<typeof problemOf> | null>(null);
  const { name, previous } = versions;
  const versionOf = (id: string) => versions.versions.find((each) => each.id === id)?.version ?? id;
  const choose = async ({ how, id }: Choice, reason: string) => {
    setProblem(null);
    try {
      await (how === 'back' ? rollBack(name, { reason }) : chooseVersion(name, { version: id, reason }));
      onChosen();
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  return (
    <Panel
      title={t('sequences.versions.title')}
      aside={
        mayChoose &&
        previous !== null && (
          <ActionButton size="small" onClick={() => setChoice({ how: 'back', id: previous })}>
            {t('sequences.versions.back', { version: versionOf(previous) })}
          </ActionButton>
        )
      }
    >
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      <ul className={classes['values']} data-testid="versions">
        {versions.versions.map((version) => (
          <VersionRow
            key={version.id}
            version={version}
            onUse={mayChoose && !version.isCurrent ? () => setChoice({ how: 'use', id: version.id }) : undefined}
          />
        ))}
      </ul>
      {choice && (
        <ReasonDialog
          title={t(`sequences.versions.${choice.how}Title`, { name, version: versionOf(choice.id) })}
          meaning={t('sequences.versions.meaning')}
          action={t(`sequences.versions.${choice.how}`, { version: versionOf(choice.id) })}
          kind="strong"
          onClose={() => setChoice(null)}
          onReason={(reason) => {
            setChoice(null);
            void choose(choice, reason);
          }}
        />
      )}
    </Panel>
  );
}
