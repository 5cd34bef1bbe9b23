/** How a command shows the station who asks, where that is wanted. Never by a flag: everybody on the machine can read those. */
import { CodedError } from '@neurohub/contracts/errors';
import type { CommandInput } from './command.ts';

type Headers = Record<string, string>;

/**
 * By the key in STATION_API_KEY, else signed in as STATION_USER with STATION_PASSWORD, else as nobody.
 * @param post sends a body there, and gives the answer as it is
 */
export async function credentialsFor(
  { env }: Pick<CommandInput, 'env'>,
  post: (path: string, body: object) => Promise<Response>,
): Promise<Headers> {
  const { STATION_API_KEY: key, STATION_USER: name, STATION_PASSWORD: password } = env;
  if (key) return { 'x-api-key': key };
  if (!name) return {};
  if (!password) throw new CodedError('USAGE', `STATION_PASSWORD is missing: the password of ${name}`);
  const response = await post('/api/auth/login', { name, password });
  // Authentication is off.
  if (response.status === 404) return {};
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  if (!cookie) throw await refusal(response);
  return { cookie, 'x-station-csrf': '1' };
}

async function refusal(response: Response): Promise<CodedError> {
  const body = (await response.json().catch(() => ({}))) as { error?: { message?: string; code?: string } };
  const code = body.error?.code === 'TOO_MANY_ATTEMPTS' ? 'TOO_MANY_ATTEMPTS' : 'SIGN_IN_FAILED';
  return new CodedError(code, body.error?.message ?? `the station answered ${response.status}`);
}
