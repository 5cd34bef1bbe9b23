import { errorText } from '@neurohub/ui-kit/i18n/error-text';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Notice } from '../store/entry-store.ts';
import type { EntryView } from '../store/entry-view.ts';
import classes from './serial-entry-bar.module.css';

interface Message {
  readonly tone: 'plain' | 'refused' | 'error';
  readonly text: string;
}

/** One line: an error, else a refusal, else what to do next. */
export function EntryMessage({ view }: { view: EntryView }) {
  const { t } = useTranslation();
  const { tone, text } = messageOf(view, t);
  return (
    <p id="entry-message" role="status" className={classes['message']} data-tone={tone} data-testid="entry-message">
      {tone !== 'plain' && (
        <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
          <path d="M10 1.5l9 16.5h-18z" fill="currentColor" />
          <path d="M10 7.5v5M10 15.2v.3" stroke="var(--surface)" strokeWidth="2" strokeLinecap="round" />
        </svg>
      )}
      <span>{text}</span>
    </p>
  );
}

function messageOf(view: EntryView, t: TFunction): Message {
  const { notice, problem, example, hint } = view;
  // Whatever was said before: nothing can be started now.
  if (hint === 'offline') return { tone: 'refused', text: t('entry.hint.offline') };
  if (notice) return noticeMessage(notice, t);
  if (problem === 'characters') return { tone: 'refused', text: t('entry.problem.characters') };
  if (problem === 'pattern')
    return {
      tone: 'refused',
      text: example === undefined ? t('entry.problem.pattern') : t('entry.problem.patternExample', { example }),
    };
  return { tone: 'plain', text: t(`entry.hint.${hint}`, { slot: view.target?.slot }) };
}

function noticeMessage(notice: Notice, t: TFunction): Message {
  switch (notice.type) {
    case 'badgeRefused':
      return { tone: 'refused', text: badgeText(notice, t) };
    case 'slotChosen':
      return { tone: 'plain', text: t('entry.hint.chosen', { slot: notice.slot }) };
    case 'stopping':
      return { tone: 'plain', text: t('entry.hint.stopping', { slot: notice.slot }) };
    case 'error': {
      const { title, next } = errorText(t, notice.code, notice.message);
      return { tone: 'error', text: `${title}. ${next} (${notice.code})` };
    }
    case 'refused': {
      const key = notice.reason === 'chooseSlot' && notice.read === undefined ? 'chooseSlotFirst' : notice.reason;
      const reason = t(`entry.refused.${key}`, { read: notice.read, slot: notice.slot });
      const isReadInReason = reason.includes(notice.read ?? '');
      return { tone: 'refused', text: isReadInReason ? reason : `${reason} ${t('entry.read', { read: notice.read })}` };
    }
  }
}

/** What the badge says is nobody's business: it is not repeated. */
function badgeText({ code, message }: { code: string; message: string }, t: TFunction): string {
  if (code === 'SIGN_IN_FAILED') return t('entry.badge.unknown');
  if (code === 'NOT_FOUND') return t('entry.badge.noSignIn');
  const { title, next } = errorText(t, code, message);
  return `${title}. ${next}`;
}
