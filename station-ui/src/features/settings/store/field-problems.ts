/** Which mistakes are about a field: at its place in the file, or below it. Pure. */
export function problemsBelow<P extends { readonly path: string }>(
  problems: readonly P[],
  path: readonly string[],
): readonly P[] {
  const own = path.join('.');
  return problems.filter(
    ({ path: place }) => place === own || place.startsWith(`${own}.`) || place.startsWith(`${own}[`),
  );
}
