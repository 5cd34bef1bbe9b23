import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './prompt-image.module.css';

/** The picture of a prompt; pressed, it fills the screen and can be enlarged further. */
export function PromptImage({ src, isLarge }: { src: string; isLarge: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [isBroken, setBroken] = useState(false);
  // Nobody may judge by a picture that is not there.
  if (isBroken) return <p className={classes['broken']}>{t('prompt.pictureMissing')}</p>;
  return (
    <>
      <button
        type="button"
        className={classes['thumb']}
        data-large={isLarge}
        aria-label={t('prompt.enlarge')}
        onClick={(event) => {
          event.stopPropagation();
          setOpen(true);
        }}
      >
        <img src={src} alt={t('prompt.picture')} onError={() => setBroken(true)} />
      </button>
      {isOpen && <FullImage src={src} onClose={() => setOpen(false)} />}
    </>
  );
}

const SCALES = [1, 2, 4] as const;

function FullImage({ src, onClose }: { src: string; onClose: () => void }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [step, setStep] = useState(0);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, the button too
    <dialog
      ref={dialog}
      className={classes['full']}
      aria-label={t('prompt.picture')}
      onClose={onClose}
      onClick={(event) => event.stopPropagation()}
    >
      <div className={classes['tools']}>
        <ActionButton size="small" isDisabled={step === 0} onClick={() => setStep(step - 1)}>
          {t('prompt.smaller')}
        </ActionButton>
        <ActionButton size="small" isDisabled={step === SCALES.length - 1} onClick={() => setStep(step + 1)}>
          {t('prompt.larger')}
        </ActionButton>
        <ActionButton size="small" kind="strong" onClick={() => dialog.current?.close()}>
          {t('prompt.closePicture')}
        </ActionButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls it */}
      <div className={classes['view']} tabIndex={0} role="img" aria-label={t('prompt.picture')}>
        <img
          className={classes['zoomed']}
          src={src}
          alt=""
          style={{ '--scale': SCALES[step] } as React.CSSProperties}
          data-testid="full-image"
        />
      </div>
    </dialog>
  );
}
