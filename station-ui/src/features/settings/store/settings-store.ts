/** The configuration on the settings page: the file, the text that is being changed, and what is to be said about it. */
import type {
  BatchConfigBody,
  ConfigChanged,
  ConfigCheck,
  ConfigEdit,
  ConfigForm,
  ConfigVersion,
  ConfigView,
} from '@neurohub/contracts/config-rest';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConfigApi } from '../api/config-api.ts';

export interface SettingsState {
  /** Null until it was read. */
  readonly config: ConfigView | null;
  readonly history: readonly ConfigVersion[];
  readonly packages: readonly string[];
  /** The text as somebody has changed it; null: it is the one of the file. */
  readonly draft: string | null;
  /** Of the draft; null while it is not known. */
  readonly check: ConfigCheck | null;
  /** What may stand in the file; null until somebody has opened the form. */
  readonly form: ConfigForm | null;
  readonly isBusy: boolean;
  /** Why the last thing that was asked for was not done. */
  readonly problem: ReturnType<typeof problemOf> | null;
}
export type SettingsStore = StoreApi<SettingsState>;

export function createSettingsStore(): SettingsStore {
  return createStore<SettingsState>(() => ({
    ...{ config: null, history: [], packages: [], draft: null, check: null, form: null, isBusy: false, problem: null },
  }));
}

export async function loadSettings(store: SettingsStore, api: ConfigApi): Promise<void> {
  try {
    const config = await api.fetch();
    store.setState({ config });
    // The rest is only for whoever may change something.
    if (!config.mayChange) return store.setState({ draft: null, history: [] });
    const [history, packages] = await Promise.all([api.history(), api.packages()]);
    store.setState({ history, packages });
  } catch (thrown) {
    store.setState({ problem: problemOf(thrown) });
  }
}

/** Somebody has typed. */
export function editDraft(store: SettingsStore, text: string): void {
  const isAsInFile = text === store.getState().config?.text;
  store.setState({ draft: isAsInFile ? null : text, check: null, problem: null });
}

export async function loadForm(store: SettingsStore, api: Pick<ConfigApi, 'form'>): Promise<void> {
  if (store.getState().form) return;
  const answer = await api.form().then(
    (form) => ({ form }),
    (thrown: unknown) => ({ problem: problemOf(thrown) }),
  );
  store.setState(answer);
}

/** What the text says that is being changed, for the form; null: it is no YAML, or nobody knows yet. */
export const shownValues = ({ config, draft, check }: SettingsState): Record<string, unknown> | null =>
  (draft === null ? config?.values : check?.values) ?? null;

/** One after the other: each is made in the text that the one before has left. */
let editing: Promise<void> = Promise.resolve();

/** A field of the form has another value. */
export function editKeys(store: SettingsStore, api: ConfigApi, edits: readonly ConfigEdit[]): Promise<void> {
  editing = editing.then(async () => {
    const { config, draft } = store.getState();
    if (!config) return;
    const before = draft ?? config.text;
    try {
      const { text, ...check } = await api.draft(before, edits);
      // Somebody has typed in the text meanwhile: that counts, and the field shows it.
      if ((store.getState().draft ?? config.text) !== before) return;
      const isAsInFile = text === config.text;
      store.setState({ draft: isAsInFile ? null : text, check: isAsInFile ? null : check, problem: null });
    } catch (thrown) {
      store.setState({ problem: problemOf(thrown) });
    }
  });
  return editing;
}

/** Asks the station about the draft; an answer about an older one is not shown. */
export async function checkDraft(store: SettingsStore, api: ConfigApi): Promise<void> {
  const { draft } = store.getState();
  if (draft === null) return;
  const answer = await api.check(draft).then(
    (check) => ({ check }),
    (thrown: unknown) => ({ problem: problemOf(thrown) }),
  );
  if (store.getState().draft === draft) store.setState(answer);
}

/** True when it was saved. */
export async function saveDraft(store: SettingsStore, api: ConfigApi, reason = ''): Promise<boolean> {
  await editing;
  const { draft } = store.getState();
  if (draft === null) return false;
  return change(store, api, async (revision) => {
    const changed = await api.put(draft, revision, reason || undefined);
    store.setState({ draft: null, check: null });
    return changed;
  });
}

export const restoreVersion = (
  store: SettingsStore,
  api: ConfigApi,
  { id, reason = '' }: { id: string; reason?: string },
): Promise<boolean> => change(store, api, (revision) => api.restore(id, revision, reason || undefined));

export const removeBatch = (store: SettingsStore, api: ConfigApi, id: string): Promise<boolean> =>
  change(store, api, (revision) => api.removeBatch(id, revision));

export function putBatch(store: SettingsStore, api: ConfigApi, batch: BatchConfigBody): Promise<boolean> {
  const isKnown = store.getState().config?.batches.some(({ id }) => id === batch.id) ?? false;
  return change(store, api, (revision) => (isKnown ? api.changeBatch(batch, revision) : api.addBatch(batch, revision)));
}

async function change(
  store: SettingsStore,
  api: ConfigApi,
  act: (revision: string) => Promise<ConfigChanged>,
): Promise<boolean> {
  const { config } = store.getState();
  if (!config) return false;
  store.setState({ isBusy: true, problem: null });
  try {
    await act(config.revision);
    await loadSettings(store, api);
    return true;
  } catch (thrown) {
    store.setState({ problem: problemOf(thrown) });
    return false;
  } finally {
    store.setState({ isBusy: false });
  }
}
