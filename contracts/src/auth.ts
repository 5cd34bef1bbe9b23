/** Who does something at a station, and what he may do. Free of any library. */

/** Each may do what those before it may. */
export const ROLES = [
  /** Looks. */
  'viewer',
  /** Tests units: starts, stops, answers prompts. */
  'operator',
  /** Looks after the bench: manual control, unlock, taking a shared instrument away. */
  'technician',
  /** Looks after the tests: packages and limits. */
  'engineer',
  /** Looks after the station: its configuration and batches, and what others did. */
  'manager',
  /** Looks after people: users and keys. */
  'admin',
] as const;
export type Role = (typeof ROLES)[number];

/** What a route asks for; `anyone` need not be known: only what is needed to sign in, and whether the station lives. */
export type NeededRole = Role | 'anyone';

/** How the station knows who it is. */
export const ACTOR_VIAS = ['local', 'whitelist', 'session', 'basic', 'jwt', 'apiKey'] as const;
export type ActorVia = (typeof ACTOR_VIAS)[number];

export interface Actor {
  /** Of the user or key; `local` with authentication off, the address of a listed one. */
  readonly name: string;
  readonly role: Role;
  readonly via: ActorVia;
  /** Address of the client, as the station believes it. */
  readonly from: string;
}

export function mayDo(role: Role, needed: NeededRole): boolean {
  return needed === 'anyone' || ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The lower one of two. */
export const lowerRole = (a: Role, b: Role): Role => (mayDo(a, b) ? b : a);

/** Whether a person or program has shown who it is, as opposed to where it is. */
export const isSignedIn = ({ via }: Pick<Actor, 'via'>): boolean => via !== 'local' && via !== 'whitelist';
