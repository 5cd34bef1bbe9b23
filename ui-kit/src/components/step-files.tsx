import type { Attachment } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { formatBytes } from '../lib/format.ts';
import { useRecordLinks } from './record-links.ts';
import classes from './step-list.module.css';

export interface StepFilesProps {
  readonly executionId: string;
  readonly stepName: string;
  readonly attachments: readonly Attachment[];
}

/** The files a step attached, to be saved. */
export function StepFiles({ executionId, stepName, attachments }: StepFilesProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const links = useRecordLinks();
  return (
    <ul className={classes['files']} aria-label={t('steps.files', { step: stepName })}>
      {attachments.map(({ name, size, sha256, mimeType }) => (
        <li key={`${name} ${sha256}`}>
          <FileName name={name} href={links.attachment(executionId, sha256)} />
          <span className="number">{`${formatBytes(size, language)} · ${mimeType}`}</span>
        </li>
      ))}
    </ul>
  );
}

/** Its name alone where its content is not to be had. */
function FileName({ name, href }: { name: string; href: string | undefined }) {
  return href === undefined ? (
    <span>{name}</span>
  ) : (
    <a href={href} download={name}>
      {name}
    </a>
  );
}
