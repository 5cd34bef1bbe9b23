import type { ConfigCheck, ConfigView } from '@neurohub/contracts/config-rest';
import { RestError } from '@neurohub/ui-kit/lib/rest-client';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ConfigApi } from '../api/config-api.ts';
import {
  checkDraft,
  createSettingsStore,
  editDraft,
  editKeys,
  loadSettings,
  putBatch,
  type SettingsStore,
  saveDraft,
  shownValues,
} from './settings-store.ts';

const view = {
  text: 'a: 1\n',
  revision: 'r1',
  values: { a: 1 },
  mayChange: true,
  batches: [{ id: 'b1', sequencePackage: 'p' }],
} as unknown as ConfigView;
const good: ConfigCheck = { isValid: true, problems: [], warnings: [], changes: [], values: { a: 2 } };
const api = {
  fetch: vi.fn(async () => view),
  check: vi.fn(async () => good),
  put: vi.fn(),
  draft: vi.fn(),
  history: vi.fn(async () => []),
  packages: vi.fn(async () => ['p']),
  addBatch: vi.fn(),
  changeBatch: vi.fn(),
} as unknown as ConfigApi & Record<'put' | 'check' | 'draft' | 'addBatch' | 'changeBatch', ReturnType<typeof vi.fn>>;
let store: SettingsStore;

beforeEach(async () => {
  vi.clearAllMocks();
  store = createSettingsStore();
  await loadSettings(store, api);
});

test('whoever may only look is asked for nothing else', async () => {
  vi.clearAllMocks();
  vi.mocked(api.fetch).mockResolvedValueOnce({ ...view, mayChange: false });
  await loadSettings(store, api);
  expect(api.history).not.toHaveBeenCalled();
  expect(store.getState().problem).toBeNull();
});

test('a text that is as in the file is no draft', () => {
  editDraft(store, 'a: 2\n');
  expect(store.getState().draft).toBe('a: 2\n');
  editDraft(store, 'a: 1\n');
  expect(store.getState().draft).toBeNull();
});

test('the answer about an older draft is not shown', async () => {
  editDraft(store, 'a: 2\n');
  const asked = checkDraft(store, api);
  editDraft(store, 'a: 3\n');
  await asked;
  expect(store.getState().check).toBeNull();
  await checkDraft(store, api);
  expect(store.getState().check).toEqual(good);
});

test('a draft is saved with the revision that it was made from; one that is refused stays', async () => {
  editDraft(store, 'a: 2\n');
  api.put.mockRejectedValueOnce(new RestError('CONFIG_CHANGED', 'somebody else'));
  expect(await saveDraft(store, api)).toBe(false);
  expect(store.getState()).toMatchObject({ draft: 'a: 2\n', problem: { code: 'CONFIG_CHANGED' }, isBusy: false });
  expect(await saveDraft(store, api)).toBe(true);
  expect(api.put).toHaveBeenLastCalledWith('a: 2\n', 'r1', undefined);
  expect(store.getState()).toMatchObject({ draft: null, problem: null });
});

test('a batch that is known is changed, another one added', async () => {
  await putBatch(store, api, { id: 'b1', sequencePackage: 'q' });
  await putBatch(store, api, { id: 'b2', sequencePackage: 'q' });
  expect(api.changeBatch).toHaveBeenCalledExactlyOnceWith({ id: 'b1', sequencePackage: 'q' }, 'r1');
  expect(api.addBatch).toHaveBeenCalledExactlyOnceWith({ id: 'b2', sequencePackage: 'q' }, 'r1');
});

test('fields and text change one draft: each edit is made in what the one before has left', async () => {
  api.draft.mockImplementation(async (text: string, [edit]: [{ value: number }]) => ({
    ...{ ...good, text: `${text}b: ${edit.value}\n`, values: { b: edit.value } },
  }));
  await Promise.all([1, 2].map((value) => editKeys(store, api, [{ path: ['b'], value }])));
  expect(store.getState().draft).toBe('a: 1\nb: 1\nb: 2\n');
  expect(shownValues(store.getState())).toEqual({ b: 2 });
  editDraft(store, 'a: 1\n');
  expect(shownValues(store.getState())).toEqual({ a: 1 });
});

test('what is typed in the text while a field is on its way counts', async () => {
  const answered = Promise.withResolvers<object>();
  api.draft.mockReturnValueOnce(answered.promise);
  const edited = editKeys(store, api, [{ path: ['a'], value: 9 }]);
  await vi.waitFor(() => expect(api.draft).toHaveBeenCalled());
  editDraft(store, 'a: typed\n');
  answered.resolve({ ...good, text: 'a: 9\n' });
  await edited;
  expect(store.getState()).toMatchObject({ draft: 'a: typed\n' });
});

test('an edit that is refused changes nothing and is told', async () => {
  api.draft.mockRejectedValueOnce(new RestError('VALIDATION_ERROR', 'holds no keys'));
  await editKeys(store, api, [{ path: ['a', 'b'], value: 1 }]);
  expect(store.getState()).toMatchObject({ draft: null, problem: { code: 'VALIDATION_ERROR' } });
});
