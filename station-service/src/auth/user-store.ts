import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ROLES } from '@neurohub/contracts/auth';
import { KEY_SCOPES } from '@neurohub/contracts/auth-config';
import type { ChangeUserBody, KeyView, NewKeyBody, NewUserBody } from '@neurohub/contracts/auth-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { replaceFile } from '@neurohub/package-kit';
import * as z from 'zod';
import { hashSecret } from './secret-hash.ts';

const userRecordSchema = z.strictObject({
  name: z.string(),
  role: z.enum(ROLES),
  passwordHash: z.string().optional(),
  pinHash: z.string().optional(),
  /** Keyed with `badgeKey`. */
  badgeHash: z.string().optional(),
  changedAt: z.iso.datetime(),
});
export type UserRecord = z.output<typeof userRecordSchema>;

const keyRecordSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(ROLES),
  scopes: z.array(z.enum(KEY_SCOPES)),
  /** SHA-256: the key has 256 bits of chance and needs no salt. */
  hash: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export type KeyRecord = z.output<typeof keyRecordSchema>;

const fileSchema = z.strictObject({
  version: z.literal(1),
  badgeKey: z.string(),
  users: z.array(userRecordSchema),
  keys: z.array(keyRecordSchema),
});
type UserFile = z.output<typeof fileSchema>;

const KEY_PREFIX = 'nhk_';
const RIGHTS = { mode: 0o600, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

/** Users and API keys: one file that only the station's account reads. Secrets are in it as hashes only. */
export class UserStore {
  readonly #file: string;
  readonly #now: () => string;
  #content: UserFile;
  /** One change at a time. */
  #last: Promise<unknown> = Promise.resolve();

  /** @throws USER_FILE_INVALID */
  static async open(file: string, now: () => string): Promise<UserStore> {
    const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT') return null;
      throw new CodedError('USER_FILE_INVALID', `cannot read ${file}: ${thrown.message}`, { details: { file } });
    });
    if (text !== null) return new UserStore(file, now, parsed(file, text));
    return new UserStore(file, now, { version: 1, badgeKey: randomBytes(32).toString('base64'), users: [], keys: [] });
  }

  private constructor(file: string, now: () => string, content: UserFile) {
    this.#file = file;
    this.#now = now;
    this.#content = content;
  }

  get users(): readonly UserRecord[] {
    return this.#content.users;
  }

  get keys(): readonly KeyRecord[] {
    return this.#content.keys;
  }

  find(name: string): UserRecord | undefined {
    return this.users.find((user) => isSame(user.name, name));
  }

  findByBadge(badge: string): UserRecord | undefined {
    const hash = this.#badgeHash(badge);
    return this.users.find(({ badgeHash }) => badgeHash === hash);
  }

  /** @throws ALREADY_EXISTS */
  add({ name, role, ...secrets }: NewUserBody): Promise<UserRecord> {
    return this.#change(async (content) => {
      if (this.find(name)) throw new CodedError('ALREADY_EXISTS', `there is a user "${name}" already`);
      const user = { name, role, ...(await this.#hashes(secrets, name)), changedAt: this.#now() };
      return [{ ...content, users: [...content.users, user] }, user];
    });
  }

  /** Whoever is signed in as this user has to do it again. @throws USER_NOT_FOUND, LAST_ADMIN, ALREADY_EXISTS for a badge */
  change(name: string, { role, ...secrets }: ChangeUserBody): Promise<UserRecord> {
    return this.#change(async (content) => {
      const before = this.#get(name);
      const hashes = await this.#hashes(secrets, before.name);
      const after = withoutNothing({ ...before, ...(role && { role }), ...hashes, changedAt: this.#now() });
      const users = content.users.map((user) => (user === before ? after : user));
      assertAdmin(content.users, users);
      return [{ ...content, users }, after];
    });
  }

  /** @throws USER_NOT_FOUND, LAST_ADMIN */
  remove(name: string): Promise<UserRecord> {
    return this.#change(async (content) => {
      const gone = this.#get(name);
      const users = content.users.filter((user) => user !== gone);
      assertAdmin(content.users, users);
      return [{ ...content, users }, gone];
    });
  }

  /** `key` is told this once only. */
  addKey({ expiresAt, ...body }: NewKeyBody, createdBy: string): Promise<KeyView & { key: string }> {
    return this.#change(async (content) => {
      const key = KEY_PREFIX + randomBytes(32).toString('base64url');
      const made = { id: randomUUID(), ...body, createdAt: this.#now(), createdBy, ...(expiresAt && { expiresAt }) };
      return [
        { ...content, keys: [...content.keys, { ...made, hash: keyHash(key) }] },
        { ...made, key },
      ];
    });
  }

  /** From the next request on it counts no more. @throws API_KEY_NOT_FOUND */
  removeKey(id: string): Promise<KeyRecord> {
    return this.#change(async (content) => {
      const gone = content.keys.find((key) => key.id === id);
      if (!gone) throw new CodedError('API_KEY_NOT_FOUND', `there is no API key ${id}`);
      return [{ ...content, keys: content.keys.filter((key) => key !== gone) }, gone];
    });
  }

  #get(name: string): UserRecord {
    const user = this.find(name);
    if (!user) throw new CodedError('USER_NOT_FOUND', `there is no user "${name}"`);
    return user;
  }

  async #hashes({ password, pin, badge }: Omit<ChangeUserBody, 'role'>, owner: string) {
    const other = badge ? this.findByBadge(badge) : undefined;
    if (other && !isSame(other.name, owner)) throw new CodedError('ALREADY_EXISTS', "this badge is somebody else's");
    return {
      ...(password !== undefined && { passwordHash: password === null ? undefined : await hashSecret(password) }),
      ...(pin !== undefined && { pinHash: pin === null ? undefined : await hashSecret(pin) }),
      ...(badge !== undefined && { badgeHash: badge === null ? undefined : this.#badgeHash(badge) }),
    };
  }

  /** It has to be found by itself, so it cannot have a salt of its own. */
  #badgeHash(badge: string): string {
    return createHmac('sha256', this.#content.badgeKey).update(badge).digest('hex');
  }

  /** In effect once it is on the disk. */
  #change<T>(work: (content: UserFile) => Promise<[UserFile, T]>): Promise<T> {
    const done = this.#last.then(async () => {
      const [content, result] = await work(this.#content);
      await replaceFile(this.#file, `${JSON.stringify(content, null, 2)}\n`, RIGHTS);
      this.#content = content;
      return result;
    });
    this.#last = done.catch(() => undefined);
    return done;
  }
}

export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex');

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const withoutNothing = (user: object) =>
  Object.fromEntries(Object.entries(user).filter(([, value]) => value !== undefined)) as UserRecord;

/** Somebody has to be able to let the others in again. */
function assertAdmin(before: readonly UserRecord[], after: readonly UserRecord[]): void {
  const hasAdmin = (users: readonly UserRecord[]) =>
    users.some(({ role, passwordHash }) => role === 'admin' && passwordHash);
  if (hasAdmin(before) && !hasAdmin(after))
    throw new CodedError('LAST_ADMIN', 'the station would have no administrator with a password any more');
}

function parsed(file: string, text: string): UserFile {
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CodedError('USER_FILE_INVALID', `${file} is damaged`, { details: { file }, cause });
  }
}
