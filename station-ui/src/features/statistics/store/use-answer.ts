import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { useEffect, useState } from 'react';

/**
 * What is answered to a question: asked again with each other question, and with news. The newest question wins, however late others
 * are answered; while the same question is asked again, its last answer stands.
 * @param news any text that changes when the answer may be another one
 */
export function useAnswer<T>(
  fetch: (query: Readonly<Record<string, string>>) => Promise<T>,
  query: Readonly<Record<string, string>>,
  news = '',
): Loaded<T> {
  const question = JSON.stringify(query);
  const [answered, setAnswered] = useState<{ question: string; answer: Loaded<T> } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with news
  useEffect(() => {
    let isWanted = true;
    void settle(fetch(JSON.parse(question))).then((answer) => {
      if (isWanted) setAnswered({ question, answer });
    });
    return () => {
      isWanted = false;
    };
  }, [fetch, question, news]);
  return answered?.question === question ? answered.answer : { status: 'loading' };
}
