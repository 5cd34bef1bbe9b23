import type { PackageVersion } from '@neurohub/contracts/hub-registry';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadArchive } from '../api/packages-api.ts';
import classes from './packages.module.css';

type State =
  | { what: 'ready' }
  | { what: 'sending'; name: string }
  | { what: 'taken'; version: PackageVersion }
  | { what: 'refused'; problem: ReturnType<typeof problemOf> };

/** A packed package, dropped or chosen. */
export function UploadPanel({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [state, setState] = useState<State>({ what: 'ready' });
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const isBusy = state.what === 'sending';
  const send = async (file: File | undefined) => {
    if (file === undefined || isBusy) return;
    setState({ what: 'sending', name: file.name });
    try {
      setState({ what: 'taken', version: await uploadArchive(file) });
      onDone();
    } catch (thrown) {
      setState({ what: 'refused', problem: problemOf(thrown) });
    }
  };
  const over = (isNow: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isNow);
  };
  return (
    <Panel title={t('packages.upload')}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same for keyboard and screen reader */}
      <div
        className={classes['drop']}
        data-over={isOver}
        onDragOver={over(true)}
        onDragLeave={over(false)}
        onDrop={(event) => {
          over(false)(event);
          void send(event.dataTransfer.files[0]);
        }}
      >
        <p>{t('packages.drop')}</p>
        <ActionButton size="small" kind="strong" isDisabled={isBusy} onClick={() => input.current?.click()}>
          {t('packages.choose')}
        </ActionButton>
        <input
          ref={input}
          type="file"
          accept=".tar,.seqpkg,application/x-tar"
          hidden
          data-testid="upload"
          onChange={(event) => {
            void send(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <div role="status">
          {state.what === 'sending' && <p>{t('packages.sending', { name: state.name })}</p>}
          {state.what === 'taken' && (
            <p data-testid="uploaded">
              <b>{t('packages.taken', { name: state.version.name, version: state.version.version })}</b>{' '}
              {state.version.keyIds.length === 0 && t('packages.unsigned')}
            </p>
          )}
        </div>
        {state.what === 'refused' && (
          <div role="alert">
            <ProblemBox code={state.problem.code} message={state.problem.message} />
          </div>
        )}
      </div>
    </Panel>
  );
}
