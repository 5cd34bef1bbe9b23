/** Which pages are for whom, and which of them have a place in the bar. */
import { mayDo, type Role } from '@neurohub/contracts/auth';
import type { Page } from '../lib/hash-route.ts';

const NEEDED: Readonly<Partial<Record<Page, Role>>> = { people: 'admin', audit: 'manager' };
const IN_BAR: readonly Page[] = ['floor', 'results', 'quality', 'packages', 'stations', 'people', 'audit'];

export const mayOpen = (page: Page, role: Role): boolean => mayDo(role, NEEDED[page] ?? 'viewer');

export const pagesFor = (role: Role): Page[] => IN_BAR.filter((page) => mayOpen(page, role));
