import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import type { NewStation } from '../api/stations-api.ts';
import classes from './stations.module.css';

/** The key of a station, this once only, with the lines that belong into its station.yaml. */
export function KeyDialog({ station: { id, key }, onClose }: { station: NewStation; onClose: () => void }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const copy = () => {
    field.current?.select();
    // Only a page that came by HTTPS, or from this machine, may write to the clipboard: what is selected can always be copied by hand.
    navigator.clipboard?.writeText(key).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <FormDialog title={t('stations.keyOf', { id })} meaning={t('stations.keyOnce')} onClose={onClose}>
      <div className={classes['key']}>
        <input
          ref={field}
          readOnly
          value={key}
          aria-label={t('stations.key')}
          data-testid="station-key"
          onFocus={(event) => event.currentTarget.select()}
        />
        <ActionButton size="small" kind="strong" onClick={copy}>
          {t(isCopied ? 'stations.copied' : 'stations.copy')}
        </ActionButton>
      </div>
      <p>{t('stations.keyWhere')}</p>
      <pre
        className={classes['yaml']}
      >{`station:\n  id: ${id}\nbackend:\n  url: ${window.location.origin}\n  api_key: \${NEUROHUB_API_KEY}`}</pre>
    </FormDialog>
  );
}
