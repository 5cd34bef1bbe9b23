import type { NeededRole, Role } from '@neurohub/contracts/auth';
import { mayDo } from '@neurohub/contracts/auth';
import { createContext, useContext } from 'react';

/** Of the person at the screen. While nobody signs in a screen is a technician's, as the service sees it. */
export const RoleContext = createContext<Role>('technician');

/** Whether the service would let the person at the screen do it. It decides itself; this only leaves out what would be refused. */
export function useMayDo(): (needed: NeededRole) => boolean {
  const role = useContext(RoleContext);
  return (needed) => mayDo(role, needed);
}
