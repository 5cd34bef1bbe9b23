/** Which names a file of an archive may have: the same file on Linux, macOS and Windows, always inside the folder. */

const MAX_PART_LENGTH = 200;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** Why `path` may not be the name of a file in an archive, or undefined when it may. */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'the name is empty';
  if (/\p{Cc}/u.test(path)) return 'the name holds a control character';
  if (path.startsWith('/')) return 'the name is absolute';
  if (/^[A-Za-z]:/.test(path)) return 'the name begins with a drive';
  if (path.includes('\\')) return 'the name holds a backslash';
  return path.split('/').map(partProblem).find(Boolean);
}

function partProblem(part: string): string | undefined {
  if (part === '') return 'the name has an empty part (// or a trailing /)';
  if (part === '..' || part === '.') return `the name climbs by "${part}"`;
  if (part.length > MAX_PART_LENGTH) return `a part of the name is longer than ${MAX_PART_LENGTH} characters`;
  if (/[<>:"|?*]/.test(part)) return `"${part}" holds a character that Windows does not allow`;
  if (/[. ]$/.test(part)) return `"${part}" ends with a dot or a blank, which Windows drops`;
  if (WINDOWS_DEVICE.test(part)) return `"${part}" is a device on Windows`;
  return undefined;
}

/** Remembers names, and tells when another one would be the same place on some machine. */
export class PathSet {
  readonly #files = new Set<string>();
  /** The spelling of each name and of each folder above it, by how a machine that ignores case compares it. */
  readonly #spellings = new Map<string, string>();

  /** Why `path` cannot stand beside those added before; it is added when it can (undefined). */
  add(path: string): string | undefined {
    if (this.#files.has(path)) return 'the name occurs twice';
    const parts = path.split('/');
    const above = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
    const file = above.find((folder) => this.#files.has(folder));
    if (file !== undefined) return `"${file}" is a file, and a folder too`;
    for (const name of [...above, path]) {
      const other = this.#spellings.get(folded(name));
      if (other !== undefined && other !== name) return `differs from "${other}" only in case or accents' encoding`;
    }
    if (this.#spellings.has(folded(path))) return 'the name is a folder, and a file too';
    for (const name of [...above, path]) this.#spellings.set(folded(name), name);
    this.#files.add(path);
    return undefined;
  }
}

/** Upper before lower case: it also joins ß with SS and the two small sigmas. */
const folded = (path: string): string => path.normalize('NFC').toUpperCase().toLowerCase();
