import type { OfferedPackages } from '@neurohub/contracts/hub-registry';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { DialogCheck, ReasonDialog } from '@neurohub/ui-kit/components/reason-dialog';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatBytes, formatMoment, localize } from '@neurohub/ui-kit/lib/format';
import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WantedVersion } from '../api/packages-api.ts';
import classes from './packages-panel.module.css';

export interface WantDialogProps {
  readonly fetchOffered: () => Promise<OfferedPackages>;
  readonly onWant: (wanted: WantedVersion) => void;
  readonly onClose: () => void;
}

/** What NeuroHub has, to be chosen from: it deploys the version here, and the station fetches and checks it as any other. */
export function WantDialog({ fetchOffered, onWant, onClose }: WantDialogProps) {
  const { t } = useTranslation();
  const [offered, setOffered] = useState<Loaded<OfferedPackages>>({ status: 'loading' });
  const [name, setName] = useState('');
  const [version, setVersion] = useState('');
  const [allowDowngrade, setAllowDowngrade] = useState(false);
  useEffect(() => void settle(fetchOffered()).then(setOffered), [fetchOffered]);
  const packages = offered.status === 'loaded' ? offered.value : [];
  const chosen = packages.find((each) => each.name === name) ?? packages[0];
  const ofChosen = chosen?.versions.find((each) => each.version === version) ?? chosen?.versions[0];
  return (
    <ReasonDialog
      title={t('packages.wantTitle')}
      meaning={t('packages.wantMeaning')}
      action={t('packages.want')}
      kind="strong"
      onClose={onClose}
      onReason={(reason) => {
        if (chosen && ofChosen) onWant({ name: chosen.name, version: ofChosen.version, allowDowngrade, reason });
      }}
    >
      {offered.status === 'loading' && <p className={classes['dim']}>{t('packages.wantLoading')}</p>}
      {offered.status === 'failed' && <ProblemBox code={offered.code} message={offered.message} />}
      {offered.status === 'loaded' && packages.length === 0 && <p>{t('packages.wantNothing')}</p>}
      {chosen && ofChosen && <Choices {...{ packages, chosen, ofChosen }} onName={setName} onVersion={setVersion} />}
      {chosen && <DialogCheck text={t('packages.wantOlder')} isChecked={allowDowngrade} onChange={setAllowDowngrade} />}
    </ReasonDialog>
  );
}

interface ChoicesProps {
  readonly packages: OfferedPackages;
  readonly chosen: OfferedPackages[number];
  readonly ofChosen: OfferedPackages[number]['versions'][number];
  readonly onName: (name: string) => void;
  readonly onVersion: (version: string) => void;
}

function Choices({ packages, chosen, ofChosen, onName, onVersion }: ChoicesProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className={classes['choices']}>
      <label>
        {t('packages.package')}
        <select value={chosen.name} onChange={(event) => onName(event.currentTarget.value)}>
          {packages.map(({ name, displayName }) => (
            <option key={name} value={name}>
              {displayName === undefined ? name : `${localize(displayName, language, name)} (${name})`}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('packages.version')}
        <select value={ofChosen.version} onChange={(event) => onVersion(event.currentTarget.value)}>
          {chosen.versions.map(({ version, uploadedAt, size }) => (
            <option key={version} value={version}>
              {`${version} · ${formatMoment(uploadedAt, language)} · ${formatBytes(size, language)}`}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
