/** Which of two semantic versions is the older one, for a question before a downgrade; the server has the last word. Pure. */

/** Negative: `a` is older. Build metadata (`+…`) does not count. */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [parts(a), parts(b)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (one.core[index] ?? 0) - (other.core[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (one.pre.length === 0 || other.pre.length === 0) return other.pre.length - one.pre.length;
  return comparePre(one.pre, other.pre);
}

function parts(version: string): { core: number[]; pre: string[] } {
  const [core = '', ...pre] = (version.split('+', 1)[0] ?? '').split('-');
  return { core: core.split('.').map(Number), pre: pre.length === 0 ? [] : pre.join('-').split('.') };
}

function comparePre(one: readonly string[], other: readonly string[]): number {
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const difference = compareIdentifiers(one[index] ?? '', other[index] ?? '');
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Numbers by their size and before words. */
function compareIdentifiers(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return Number(a) - Number(b);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}
