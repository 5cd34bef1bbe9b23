import type { SignatureView } from '@neurohub/contracts/packages-rest';
import { useTranslation } from 'react-i18next';
import classes from './sequences.module.css';

const SHAPES = {
  trusted: 'M4 10.5l4 4 8-9',
  folder: 'M2 5h6l2 2h8v9H2z',
  notTrusted: 'M10 2l9 16H1zM10 8v5M10 15.2v.3',
  unsigned: 'M10 2l9 16H1zM10 8v5M10 15.2v.3',
  invalid: 'M3 3h14v14H3zM7 7l6 6M13 7l-6 6',
} as const;

/** Who signed a package, in a word and a shape: quiet while nobody has to act. */
export function SignatureBadge({ signature }: { signature: SignatureView }) {
  const { t } = useTranslation();
  const { state, by } = signature;
  return (
    <span className={classes['signature']} data-state={state}>
      <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
        <path d={SHAPES[state]} fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
      </svg>
      {t(`sequences.signature.${state}`, { by })}
    </span>
  );
}
