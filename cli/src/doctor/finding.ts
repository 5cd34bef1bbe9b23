/** What `station doctor` has found about one matter. */
export interface Finding {
  about: string;
  /** `problem`: the station cannot work like this; `warning`: it works, and somebody should know. */
  level: 'ok' | 'warning' | 'problem';
  message: string;
  /** What to do. Every finding that is not ok has one. */
  fix?: string;
}

/** A check on one matter. */
export interface Matter {
  about: string;
  ok(message: string): Finding;
  warning(message: string, fix: string): Finding;
  problem(message: string, fix: string): Finding;
}

export const matter = (about: string): Matter => ({
  about,
  ok: (message) => ({ about, level: 'ok', message }),
  warning: (message, fix) => ({ about, level: 'warning', message, fix }),
  problem: (message, fix) => ({ about, level: 'problem', message, fix }),
});

/** The findings of a check; one that breaks is a finding as well, never a silence. */
export async function findingsOf(about: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return [
      matter(about).problem(`could not be looked at: ${why}`, 'Repair what this says, then run the doctor again.'),
    ];
  }
}
