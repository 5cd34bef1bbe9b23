import { type Actor, isSignedIn } from '@neurohub/contracts/auth';
import { actorOf } from './require-roles.ts';

/** Who changes something: the one who is signed in, else the name that is given with the request. */
export function whoOf(
  request: { actor: Actor | null },
  { operator, revision }: { operator?: string | undefined; revision?: string | undefined },
): { by: string; revision: string | undefined } {
  const actor = actorOf(request);
  return { by: isSignedIn(actor) ? actor.name : (operator ?? actor.name), revision };
}
