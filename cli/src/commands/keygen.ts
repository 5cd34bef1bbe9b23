import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { createKeyPair } from '@neurohub/package-kit';
import type { Command } from '../command.ts';

export const keygenCommand: Command = {
  name: 'keygen',
  args: ['<name>'],
  summary: 'Makes <name>.key.pem to sign with, which stays secret, and <name>.pub.pem for the stations.',
  flags: {},
  run: async ({ args: [name = ''], cwd }) => {
    const { keyId, privatePem, publicPem } = createKeyPair();
    const privateKey = resolve(cwd, `${name}.key.pem`);
    const publicKey = resolve(cwd, `${name}.pub.pem`);
    await writeNew(privateKey, privatePem, 0o600);
    await writeNew(publicKey, publicPem, 0o644);
    return {
      text: [
        `made key ${keyId}`,
        `  secret: ${privateKey}  (keep it off the stations, and keep a copy)`,
        `  public: ${publicKey}  (station trust add)`,
      ],
      data: { keyId, privateKey, publicKey },
    };
  },
};

/** A key that is overwritten is lost for ever. */
async function writeNew(file: string, content: string, mode: number): Promise<void> {
  await writeFile(file, content, { flag: 'wx', mode }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EEXIST') throw new CodedError('ALREADY_EXISTS', `${file} is there already`, { cause });
    throw new CodedError('MISSING_FILE', `${file} cannot be written`, { cause });
  });
}
