/** The smallest value that is not exceeded by this share of them (nearest rank); null of none. */
export function quantile(ascending: ArrayLike<number>, share: number): number | null {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? null;
}
