import { randomBytes } from 'node:crypto';
import { ROLES, type Role } from '@neurohub/contracts/auth';
import { CodedError } from '@neurohub/contracts/errors';
import { newUserBodySchema } from '@neurohub/contracts/hub-rest';
import { type CommandContext, onlyArgument } from './command-context.ts';

export const USER_HELP = `Usage: neurohub user add <name> [--role <role>]       makes a user; prints the password once
       neurohub user password <name>                gives a new password; prints it once
       neurohub user remove <name>
       neurohub user list

  --role <role>          ${ROLES.join(', ')}  (default viewer)
  --data-dir <folder>    as of NeuroHub itself; also NEUROHUB_DATA_DIR
  --database-url <url>   as of NeuroHub itself; also DATABASE_URL
`;

export async function userCommand(
  verb: string,
  positionals: readonly string[],
  context: CommandContext,
): Promise<void> {
  const { users, by, print } = context;
  if (verb === 'list')
    return print((await users.list()).map(({ name, role }) => `${role.padEnd(11)} ${name}`).join('\n'));
  const name = onlyArgument(positionals, USER_HELP);
  if (verb === 'add') return add(name, context);
  if (verb === 'remove') {
    const user = await users.remove(name, by);
    return print(`${user.name} is removed`);
  }
  if (verb !== 'password') throw new CodedError('USAGE', `there is no command "user ${verb}"\n\n${USER_HELP}`);
  const password = newPassword();
  const user = await users.change(name, { password }, by);
  print(`${user.name} signs in with the password ${password}\nIt is shown this once only.`);
}

async function add(name: string, { users, by, print, values }: CommandContext): Promise<void> {
  const checked = newUserBodySchema.shape.name.safeParse(name);
  if (!checked.success)
    throw new CodedError('USAGE', `"${name}" cannot be a name: ${checked.error.issues[0]?.message}`);
  const role = (values.role ?? 'viewer') as Role;
  if (!ROLES.includes(role))
    throw new CodedError('USAGE', `--role: expected one of ${ROLES.join(', ')}, got "${role}"`);
  const password = newPassword();
  const user = await users.add({ name, role, password }, by);
  print(`${user.name} (${user.role}) signs in with the password ${password}\nIt is shown this once only.`);
}

/** Of the machine, never of the command line: that is in the history of the shell and in the list of processes. */
const newPassword = () => randomBytes(15).toString('base64url');
