import { loopViews } from '@neurohub/contracts/loop-views';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { ReactNode } from 'react';
import { livesOver } from '../lib/lives.ts';
import { stepsByPlan } from '../lib/record-steps.ts';
import { FlagBadges } from './flag-badges.tsx';
import { ProblemBox } from './problem-box.tsx';
import classes from './record-body.module.css';
import { RecordFacts } from './record-facts.tsx';
import { RecordInterruptions } from './record-interruptions.tsx';
import { RecordLosses } from './record-losses.tsx';
import { RecordOverrides } from './record-overrides.tsx';
import { StepList } from './step-list.tsx';
import { VerdictBadge } from './verdict-badge.tsx';

/** A stored execution: facts, what was odd, every attempt with its measurements. `aside` stands beside the verdict. */
export function RecordBody({ record, aside }: { record: ExecutionRecord; aside?: ReactNode }) {
  const overrides = record.plan?.overrides;
  return (
    <div className={classes['body']} data-testid="record">
      <div className={classes['top']}>
        <span className={classes['verdict']}>
          <VerdictBadge verdict={record.verdict} /> <FlagBadges execution={record} />
        </span>
        {aside}
      </div>
      <RecordFacts record={record} />
      {record.error !== undefined && <ProblemBox code={record.error.code} message={record.error.message} />}
      {overrides && <RecordOverrides overrides={overrides} steps={record.plan?.steps ?? []} />}
      {record.interruptions && <RecordInterruptions interruptions={record.interruptions} />}
      {record.hardwareLosses && <RecordLosses losses={record.hardwareLosses} />}
      <StepList
        steps={stepsByPlan(record)}
        executionId={record.id}
        loops={loopViews(record.plan ?? {})}
        livesOver={livesOver(record)}
        byTurn
      />
    </div>
  );
}
