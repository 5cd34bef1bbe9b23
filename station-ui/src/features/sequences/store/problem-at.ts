/** What is wrong with one field, of all that is wrong. Pure. */
import type { OverrideEditor } from './use-override-editor.ts';

export type FieldWords = {
  readonly problem: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
};

/** What is wrong at this place: a field that cannot be read, or the station's own words about it or anything below it. */
export function problemAt(
  { fieldProblems, check }: Pick<OverrideEditor, 'fieldProblems' | 'check'>,
  path: string,
): FieldWords | { readonly message: string } | null {
  const field = fieldProblems.find((each) => each.path === path);
  if (field) return field;
  const said = check?.problems.find((each) => each.path === path || each.path.startsWith(`${path}.`));
  return said ? { message: said.message } : null;
}
