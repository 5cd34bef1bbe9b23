import { UnstyledButton } from '@mantine/core';
import classes from './action-button.module.css';

export interface ActionButtonProps {
  readonly children: React.ReactNode;
  readonly onClick: () => void;
  /** `main` is at least 20 mm high, `small` 10 mm, `tool` 15 mm with its icon above the word. */
  readonly size?: 'main' | 'small' | 'tool';
  /** `strong` for the one next action, `stop` for Stop, `quiet` for the rest. */
  readonly kind?: 'strong' | 'stop' | 'quiet';
  readonly isDisabled?: boolean;
  readonly label?: string | undefined;
  /** What stands in the button besides its name, for those who hear it. */
  readonly description?: string | undefined;
  /** Of a button that unfolds something. */
  readonly isOpen?: boolean | undefined;
  /** Of a button that stays in. */
  readonly isPressed?: boolean | undefined;
  readonly icon?: React.ReactNode;
}

export function ActionButton(props: ActionButtonProps) {
  const { children, onClick, size = 'main', kind = 'quiet', isDisabled = false, icon, isOpen } = props;
  const { label, description, isPressed } = props;
  return (
    <UnstyledButton
      className={classes['button'] ?? ''}
      data-size={size}
      data-kind={kind}
      disabled={isDisabled}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
      aria-expanded={isOpen}
      aria-pressed={isPressed}
      aria-description={description}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {icon}
      <span>{children}</span>
    </UnstyledButton>
  );
}

export function StopIcon() {
  return (
    <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
      <path d="M3 3h14v14H3z" fill="currentColor" />
    </svg>
  );
}

export function StartIcon() {
  return (
    <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
      <path d="M4 2.5l13 7.5-13 7.5z" fill="currentColor" />
    </svg>
  );
}

export function RestartIcon() {
  return (
    <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
      <path
        d="M16 10a6 6 0 1 1-2-4.5M14.5 1.5v4.3h-4.3"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function UnlockIcon() {
  return (
    <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
      <path
        d="M4.5 9h11v8.5h-11zM7 9V5.5a3 3 0 0 1 5.8-1"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
