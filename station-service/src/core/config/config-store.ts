import { basename } from 'node:path';
import type { StationConfig } from '@neurohub/contracts/config';
import type {
  ConfigChange,
  ConfigChanged,
  ConfigCheck,
  ConfigDraft,
  ConfigEdit,
  ConfigVersion,
  ConfigView,
  WaitingBatch,
} from '@neurohub/contracts/config-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { TaskQueue } from '../../batch/task-queue.ts';
import type { Alarms } from '../alarms.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { batchesOf } from './batch-in-text.ts';
import { configChanges } from './config-changes.ts';
import { valuesOf, withEdit } from './config-edits.ts';
import { ConfigHistory, revisionOf } from './config-history.ts';
import { configInEffect } from './config-in-effect.ts';
import { invalidOf } from './invalid-config.ts';
import { type ConfigFlags, type LoadedConfig, loadText, readConfigText } from './load-config.ts';
import { maskedText, unmaskedText } from './masked-text.ts';
import { type Environment, withKnownValues } from './references.ts';
import { resolveConfig } from './resolved-config.ts';
import { masked } from './secret-keys.ts';
import { watchWhole } from './watch-file.ts';
import { keepConfig, writeConfig } from './write-config.ts';

export interface ConfigStoreParts {
  /** What the station began with. */
  loaded: LoadedConfig;
  flags: ConfigFlags;
  env: Environment;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
  clock: Pick<Clock, 'wallIso'>;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Who takes over what was accepted. */
export interface ConfigTaker {
  /** Called after each change with what is in effect now. */
  apply(config: StationConfig): void;
  /** The batches that have not taken theirs yet. */
  waiting(): WaitingBatch[];
}

export interface ChangeRequest {
  how: ConfigVersion['how'];
  by?: string | undefined;
  /** Of the text that was changed. @throws CONFIG_CHANGED when the file says something else now */
  revision?: string | undefined;
}

/**
 * The configuration of the running station. Follows the file: what is good is accepted, what is not keeps the last good one and raises
 * an alarm. Changes made here are written so that a reader never sees half of them; `station.yaml.backup` has what was before.
 */
export class ConfigStore implements Disposable {
  readonly #parts: ConfigStoreParts;
  readonly #history: ConfigHistory;
  readonly #queue = new TaskQueue();
  readonly #watch: Disposable;
  readonly #start: LoadedConfig;
  #accepted: LoadedConfig;
  #inEffect: StationConfig;
  /** The file as it was read last. */
  #disk: { text: string; invalid: ConfigView['invalid'] };
  #taker: ConfigTaker = { apply: () => undefined, waiting: () => [] };

  static async open(parts: ConfigStoreParts): Promise<ConfigStore> {
    const store = new ConfigStore(parts);
    await store.#queue.add(() => store.#keep(parts.loaded, { how: 'start' }));
    return store;
  }

  private constructor(parts: ConfigStoreParts) {
    const { loaded } = parts;
    this.#parts = parts;
    this.#history = new ConfigHistory(loaded.file);
    this.#start = loaded;
    this.#accepted = loaded;
    this.#inEffect = loaded.config;
    this.#disk = { text: loaded.text, invalid: null };
    this.#watch = watchWhole(loaded.file, () => {
      this.look().catch((err: unknown) => parts.log.error({ err }, 'the configuration could not be looked at'));
    });
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
  }

  /** What is in effect now. */
  get inEffect(): StationConfig {
    return this.#inEffect;
  }

  get warnings(): string[] {
    const paths = this.#needsRestart().map(({ path }) => path);
    const restart = paths.length > 0 ? [`in effect after a restart of the station: ${paths.join(', ')}`] : [];
    return [...this.#accepted.warnings, ...restart];
  }

  /** From now on it takes over every change. */
  takenBy(taker: ConfigTaker): void {
    this.#taker = taker;
  }

  /** The file and what became of it; it is read once more before. */
  async view(): Promise<Omit<ConfigView, 'mayChange'>> {
    await this.look();
    const { file, warnings } = this.#accepted;
    const { text, invalid } = this.#disk;
    const { resolved, hash, fromFlags } = resolveConfig(this.#accepted.value, this.#parts.flags);
    return {
      ...{ file, text: maskedText(text), revision: revisionOf(text), hash, resolved, fromFlags, warnings, invalid },
      values: valuesOf(maskedText(text)),
      batches: batchesOf(masked(this.#accepted.value)),
      ...{ needsRestart: this.#needsRestart(), waiting: this.#taker.waiting() },
    };
  }

  /** What a text would change, or what is wrong with it. */
  async check(text: string): Promise<ConfigCheck> {
    await this.look();
    try {
      const { value, warnings } = this.#load(unmaskedText(text, this.#disk.text));
      const changes = configChanges(this.#accepted.value, value);
      return { isValid: true, problems: [], warnings, changes, values: valuesOf(text) };
    } catch (thrown) {
      const { problems } = invalidOf(thrown);
      return { isValid: false, problems, warnings: [], changes: [], values: valuesOf(text) };
    }
  }

  /** Another text with some keys changed, comments and all other lines as they are; nothing is written. @throws VALIDATION_ERROR */
  async draft(text: string, edits: readonly ConfigEdit[]): Promise<ConfigDraft> {
    const edited = edits.reduce(withEdit, text);
    return { text: edited, ...(await this.check(edited)) };
  }

  /** What a text would be in effect as. @throws CONFIG_INVALID */
  async wouldBe(text: string): Promise<StationConfig> {
    await this.look();
    return this.#load(unmaskedText(text, this.#disk.text)).config;
  }

  /** With every `${NAME}` of the environment that has a value. */
  withValues(text: string): string {
    return withKnownValues(text, this.#parts.env);
  }

  /** Puts another text into the file, and into effect. @throws CONFIG_INVALID, INSECURE_ADDRESS, CONFIG_CHANGED, FILE_ACCESS */
  replace(text: string, request: ChangeRequest): Promise<ConfigChanged> {
    return this.edit(() => text, request);
  }

  /** As {@link replace}, with what is made of the text there is. A masked secret in it stands for the one that is there. */
  edit(change: (text: string) => string, request: ChangeRequest): Promise<ConfigChanged> {
    return this.#queue.add(async () => {
      await this.#look();
      if (request.revision !== undefined && request.revision !== revisionOf(this.#disk.text))
        throw new CodedError('CONFIG_CHANGED', `${this.#accepted.file} was changed by somebody else`);
      const loaded = this.#load(unmaskedText(change(this.#disk.text), this.#disk.text));
      const changes = configChanges(this.#accepted.value, loaded.value);
      await writeConfig(loaded.file, loaded.text);
      await this.#accept(loaded, request, changes);
      const { hash } = resolveConfig(loaded.value, this.#parts.flags);
      const pending = { needsRestart: this.#needsRestart(), waiting: this.#taker.waiting() };
      return { revision: revisionOf(loaded.text), hash, changes, ...pending };
    });
  }

  /** Newest first. */
  history(): Promise<ConfigVersion[]> {
    return this.#history.list();
  }

  /** @throws CONFIG_VERSION_NOT_FOUND */
  async version(id: string): Promise<ConfigVersion & { text: string }> {
    const version = await this.#history.get(id);
    return { ...version, text: maskedText(version.text) };
  }

  /** Puts an earlier text back. @throws CONFIG_VERSION_NOT_FOUND, and as {@link replace} */
  async restore(id: string, request: Omit<ChangeRequest, 'how'>): Promise<ConfigChanged> {
    const { text } = await this.#history.get(id);
    return this.edit(() => text, { ...request, how: 'restore' });
  }

  /** Reads the file, in case that nobody has told of its change yet. */
  look(): Promise<void> {
    return this.#queue.add(() => this.#look());
  }

  async #look(): Promise<void> {
    let text = '';
    try {
      text = await readConfigText(this.#accepted.file);
      if (text === this.#disk.text && !this.#disk.invalid) return;
      const loaded = this.#load(text);
      await this.#accept(loaded, { how: 'file' }, configChanges(this.#accepted.value, loaded.value));
    } catch (thrown) {
      this.#refuse(text, thrown);
    }
  }

  #load(text: string): LoadedConfig {
    const { flags, env } = this.#parts;
    return loadText(text, { file: this.#accepted.file, flags, env });
  }

  async #accept(loaded: LoadedConfig, request: ChangeRequest, changes: readonly ConfigChange[]): Promise<void> {
    const { alarms, log } = this.#parts;
    this.#disk = { text: loaded.text, invalid: null };
    alarms.clear({ code: 'CONFIG_INVALID' });
    if (loaded.text === this.#accepted.text) return;
    const before = this.#accepted;
    this.#accepted = loaded;
    this.#inEffect = configInEffect(this.#start.config, loaded.config);
    const { how, by } = request;
    log.info(
      { how, by, changes: changes.map(({ path, needs }) => `${path} (${needs})`) },
      'the configuration was changed',
    );
    for (const warning of loaded.warnings) log.warn(warning);
    this.#tellOfRestart();
    this.#taker.apply(this.#inEffect);
    await this.#keep(loaded, request, before);
  }

  /** A copy that cannot be kept is no reason to refuse what is in the file already. */
  async #keep(loaded: LoadedConfig, { how, by }: ChangeRequest, before?: LoadedConfig): Promise<void> {
    const { clock, log } = this.#parts;
    try {
      await keepConfig(loaded.file, { text: loaded.text, before: before?.text, at: clock.wallIso(), how, by });
    } catch (err) {
      log.warn({ err }, 'no copy of the configuration could be kept beside it');
    }
  }

  #refuse(text: string, thrown: unknown): void {
    const { alarms, log } = this.#parts;
    const invalid = invalidOf(thrown);
    const isNews = this.#disk.invalid?.message !== invalid.message;
    this.#disk = { text, invalid };
    if (!isNews) return;
    log.warn(`the last good configuration stays in effect: ${invalid.message}`);
    const [first, ...others] = invalid.problems;
    const place = first?.line === undefined ? '' : `:${first.line}:${first.column ?? 1}`;
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    const what = [first?.path, first?.message].filter(Boolean).join(': ');
    alarms.raise({ code: 'CONFIG_INVALID', message: `${basename(this.#accepted.file)}${place} ${what}${more}` });
  }

  #needsRestart(): ConfigChange[] {
    const { flags } = this.#parts;
    const [was, is] = [this.#start, this.#accepted].map(({ value }) => resolveConfig(value, flags).filled);
    return configChanges(was, is).filter(({ needs }) => needs === 'restart');
  }

  #tellOfRestart(): void {
    const paths = this.#needsRestart().map(({ path }) => path);
    const code = 'CONFIG_NEEDS_RESTART';
    if (paths.length === 0) this.#parts.alarms.clear({ code });
    else this.#parts.alarms.raise({ code, message: `in effect after a restart: ${paths.join(', ')}` });
  }
}
