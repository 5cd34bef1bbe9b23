import { Panel } from '@neurohub/ui-kit/components/panel';
import type { ReactNode } from 'react';
import classes from './monitor.module.css';

export type Fact = readonly [name: string, value: ReactNode];

export interface FactPanelProps {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

/** A part of the station, by its facts. */
export function FactPanel({ title, facts, aside, children }: FactPanelProps) {
  return (
    <Panel title={title} aside={aside}>
      {children}
      <dl className={classes['lines']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
