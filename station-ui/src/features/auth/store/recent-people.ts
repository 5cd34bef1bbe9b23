/** Who has signed in on this computer of late: a touch instead of a name to type. Names only, and only here. */
const KEPT_AS = 'station.people';
const MOST = 8;

export function recentPeople(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]');
    return Array.isArray(kept) ? kept.filter((name) => typeof name === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function rememberPerson(name: string): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(newestFirst(recentPeople(), name)));
  } catch {
    // A browser that keeps nothing: the name is typed again.
  }
}

export function newestFirst(names: readonly string[], name: string): string[] {
  return [name, ...names.filter((other) => other !== name)].slice(0, MOST);
}
