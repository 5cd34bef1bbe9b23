/** The card of a new station, with its strings: loaded after the page that it stands on, and only for whoever may act on it. */
import { lazy, Suspense } from 'react';
import { getI18n } from 'react-i18next';
import { addPageStrings } from '../../i18n/strings.ts';
import { useMayDo } from '../auth/role-context.ts';
import type { FirstStepsCardProps } from './components/first-steps-card.tsx';

const Card = lazy(async () => {
  const [card, en, ko] = await Promise.all([
    import('./components/first-steps-card.tsx'),
    import('../../i18n/first-run/en.json'),
    import('../../i18n/first-run/ko.json'),
  ]);
  addPageStrings(getI18n(), { en: en.default, ko: ko.default });
  return card;
});

export function FirstRun({
  stationId,
  ...card
}: Omit<FirstStepsCardProps, 'stationId'> & { stationId: string | undefined }) {
  const mayDo = useMayDo();
  if (stationId === undefined || !mayDo('technician')) return null;
  return (
    <Suspense fallback={null}>
      <Card key={stationId} stationId={stationId} {...card} />
    </Suspense>
  );
}
