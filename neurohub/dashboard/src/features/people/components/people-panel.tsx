import type { UserView } from '@neurohub/contracts/auth-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../../lib/use-loaded.ts';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { fetchUsers, removeUser } from '../api/people-api.ts';
import classes from './people.module.css';
import { UserDialog } from './user-dialog.tsx';

/** Who may sign in to NeuroHub, and as what. */
export function PeoplePanel() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { loaded, reload } = useLoaded('people', fetchUsers);
  const [open, setOpen] = useState<{ what: 'add' } | { what: 'change' | 'remove'; user: UserView } | null>(null);
  const done = () => {
    setOpen(null);
    void reload();
  };
  return (
    <Panel
      title={t('nav.people')}
      aside={
        <ActionButton size="small" kind="strong" onClick={() => setOpen({ what: 'add' })}>
          {t('people.add')}
        </ActionButton>
      }
    >
      {loaded.status === 'failed' && <ProblemBox code={loaded.code} message={loaded.message} />}
      {loaded.status === 'loaded' && (
        <DataTable
          label={t('nav.people')}
          rows={loaded.value}
          keyOf={({ name }) => name}
          testId="people"
          columns={[
            { ...{ key: 'name', title: t('people.name'), isHead: true }, cell: ({ name }) => name },
            { ...{ key: 'role', title: t('people.role') }, cell: ({ role }) => t(`signIn.role.${role}`) },
            {
              ...{ key: 'changed', title: t('people.changedAt') },
              cell: ({ changedAt }) => formatMoment(changedAt, language),
            },
            {
              ...{ key: 'actions', title: t('stations.action') },
              cell: (user) => (
                <span className={classes['buttons']}>
                  <ActionButton
                    size="small"
                    label={t('people.changeOf', { name: user.name })}
                    onClick={() => setOpen({ what: 'change', user })}
                  >
                    {t('people.change')}
                  </ActionButton>
                  <ActionButton
                    size="small"
                    label={t('people.removeOf', { name: user.name })}
                    onClick={() => setOpen({ what: 'remove', user })}
                  >
                    {t('people.remove')}
                  </ActionButton>
                </span>
              ),
            },
          ]}
        />
      )}
      {open?.what === 'add' && <UserDialog user={null} onDone={done} onClose={() => setOpen(null)} />}
      {open?.what === 'change' && <UserDialog user={open.user} onDone={done} onClose={() => setOpen(null)} />}
      {open?.what === 'remove' && (
        <FormDialog
          title={t('people.removeOf', { name: open.user.name })}
          meaning={t('people.removeMeans')}
          action={t('people.remove')}
          kind="stop"
          onSend={() => removeUser(open.user.name).then(done)}
          onClose={() => setOpen(null)}
        />
      )}
    </Panel>
  );
}
