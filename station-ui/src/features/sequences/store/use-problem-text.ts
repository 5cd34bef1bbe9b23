import { useTranslation } from 'react-i18next';
import { problemAt } from './problem-at.ts';
import type { OverrideEditor } from './use-override-editor.ts';

/** What is wrong at a place of the overrides, in words; nothing when nothing is. */
export function useProblemText(editor: OverrideEditor): (path: string) => string | null {
  const { t } = useTranslation();
  return (path) => {
    const found = problemAt(editor, path);
    if (found === null) return null;
    return 'message' in found
      ? found.message
      : t(`sequences.problem.${found.problem}`, { min: found.min, max: found.max });
  };
}
