import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadPackage } from '../api/sequences-api.ts';
import type { UploadOutcome } from '../store/upload-outcome.ts';
import classes from './sequences.module.css';
import { UploadReport } from './upload-report.tsx';

/** Takes an archive by drop or by a button, and says what the station's check found. */
export function UploadPanel({ onTaken }: { onTaken: () => void }) {
  const { t } = useTranslation();
  const chooser = useRef<HTMLInputElement>(null);
  const [use, setUse] = useState(true);
  const [isOver, setOver] = useState(false);
  const [busyWith, setBusyWith] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<UploadOutcome | null>(null);

  const send = async (file: File | undefined) => {
    if (!file || busyWith !== null) return;
    setBusyWith(file.name);
    setOutcome(null);
    try {
      setOutcome({ kind: 'taken', file: file.name, uploaded: await uploadPackage(file, { use }) });
      onTaken();
    } catch (thrown) {
      setOutcome({ kind: 'refused', file: file.name, problem: problemOf(thrown) });
    } finally {
      setBusyWith(null);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send(event.dataTransfer.files[0]);
  };
  return (
    <Panel title={t('sequences.upload.title')}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same for keys and touch */}
      <div
        className={classes['drop']}
        data-over={isOver}
        data-testid="drop"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p>{t('sequences.upload.drop')}</p>
        <ActionButton size="small" isDisabled={busyWith !== null} onClick={() => chooser.current?.click()}>
          {t('sequences.upload.choose')}
        </ActionButton>
        <input
          ref={chooser}
          type="file"
          accept=".tar,application/x-tar"
          hidden
          aria-label={t('sequences.upload.choose')}
          onChange={(event) => {
            const { files } = event.currentTarget;
            void send(files?.[0]);
            // The same file, corrected, is another one.
            event.currentTarget.value = '';
          }}
        />
      </div>
      <label className={classes['check']}>
        <input type="checkbox" checked={use} onChange={(event) => setUse(event.currentTarget.checked)} />
        {t('sequences.upload.use')}
      </label>
      <div role="status">
        {busyWith !== null && <p className={classes['dim']}>{t('sequences.upload.checking', { file: busyWith })}</p>}
        {outcome && <UploadReport outcome={outcome} />}
      </div>
    </Panel>
  );
}
