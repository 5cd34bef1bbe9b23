import { isLoopback } from '@neurohub/server-kit/addresses';
import type { Authenticator, Client } from './client.ts';

/**
 * With authentication off the screen is a technician's: what is needed at the bench, and nothing that changes what is tested or how.
 * A program on the machine itself may do what whoever may log in there does with station.yaml and the data folder anyway.
 */
export const noAuthentication: Authenticator = {
  identify: async (client) => ({
    actor: { name: 'local', role: isOwnProgram(client) ? 'admin' : 'technician', via: 'local', from: client.address },
    isValid: () => true,
  }),
};

/** Browsers say that they are one with everything that a page sends; a proxy says for whom it asks. */
const TELLING = ['origin', 'sec-fetch-site', 'referer', 'cookie', 'x-forwarded-for', 'forwarded', 'via'];

function isOwnProgram({ headers, address }: Client): boolean {
  return isLoopback(address) && TELLING.every((name) => headers[name] === undefined);
}
