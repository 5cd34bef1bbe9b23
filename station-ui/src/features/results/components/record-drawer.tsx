import { Drawer } from '@mantine/core';
import type { ExportFormat } from '@neurohub/contracts/exports-rest';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { RecordBody } from '@neurohub/ui-kit/components/record-body';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { exportUrl } from '../api/results-api.ts';
import { closeRecord, openRecord, type ResultsStore } from '../store/results-store.ts';
import classes from './record-drawer.module.css';
import { RecordUnit } from './record-unit.tsx';

/** A stored execution: facts, every attempt with its measurements, exports. */
export function RecordDrawer({ store }: { store: ResultsStore }) {
  const { t } = useTranslation();
  const open = useStore(store, (state) => state.open);
  const record = open?.record;
  return (
    <Drawer.Root
      opened={open !== null}
      onClose={() => closeRecord(store)}
      position="right"
      size="min(60rem, 100vw)"
      transitionProps={{ duration: 0 }}
      classNames={{
        inner: classes['inner'] ?? '',
        content: classes['content'] ?? '',
        overlay: classes['overlay'] ?? '',
      }}
    >
      <Drawer.Overlay />
      <Drawer.Content>
        {/* Not Drawer.Header: the page has its banner already. */}
        <div className={classes['header']}>
          <Drawer.Title className={classes['title'] ?? ''}>
            {record?.status === 'loaded'
              ? t('record.title', { serial: record.value.dut.serialNumber })
              : t('results.loading')}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t('record.close')} size="xl" />
        </div>
        <Drawer.Body>
          {record?.status === 'failed' && <ProblemBox code={record.code} message={record.message} />}
          {record?.status === 'loaded' && (
            <>
              <RecordUnit
                record={record.value}
                onOpen={(executionId) => void openRecord(store, executionId)}
                onLeave={() => closeRecord(store)}
              />
              <RecordBody record={record.value} aside={<Exports executionId={record.value.id} />} />
            </>
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

/** What people want first. */
const EXPORTS: readonly ExportFormat[] = ['pdf', 'html', 'xlsx', 'csv', 'csv-wide', 'json'];

function Exports({ executionId }: { executionId: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <nav className={classes['exports']} aria-label={t('record.export')}>
      <span>{t('record.export')}</span>
      {EXPORTS.map((format) => (
        <a key={format} href={exportUrl(executionId, format, language)} download>
          {t(`record.exports.${format}`)}
        </a>
      ))}
    </nav>
  );
}
