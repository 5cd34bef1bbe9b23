import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import type { Command } from '../command.ts';
import { SEQUENCES_FLAG, sequencesFolder } from '../station-folders.ts';

const TEMPLATES_FOLDER = join(import.meta.dirname, '../templates');
const TEMPLATES: Readonly<Record<string, string>> = {
  minimal: 'one step, no instruments',
  scpi: 'a multimeter and a power supply over TCP',
  serial: 'a microcontroller on a serial port, in frames',
  opcua: 'a press behind a PLC that speaks OPC-UA',
};

export const newCommand: Command = {
  name: 'new',
  args: ['<name>'],
  summary: 'Begins a sequence package that can be checked, tested and packed at once.',
  flags: {
    template: {
      value: 'name',
      help: `${Object.entries(TEMPLATES)
        .map(([name, text]) => `${name}: ${text}`)
        .join(' · ')} (default minimal)`,
    },
    ...SEQUENCES_FLAG,
  },
  run: async (input) => {
    const [name = ''] = input.args;
    const template = String(input.flags['template'] ?? 'minimal');
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name))
      throw new CodedError('USAGE', `"${name}" is no name for a package: letters, digits and _ only, no leading digit`);
    if (!Object.hasOwn(TEMPLATES, template))
      throw new CodedError(
        'USAGE',
        `there is no template "${template}"; there are: ${Object.keys(TEMPLATES).join(', ')}`,
      );
    const folder = join(sequencesFolder(input), name);
    const files = await copyTemplate(join(TEMPLATES_FOLDER, template), folder, name);
    return {
      text: [
        `made ${folder}`,
        ...files.map((file) => `  ${file}`),
        ...nextSteps(relative(input.cwd, folder) || '.', files),
      ],
      data: { name, template, folder, files },
    };
  },
};

function nextSteps(folder: string, files: readonly string[]): string[] {
  const simulate = files.some((file) => file.startsWith('simulators/')) ? ' --simulate' : '';
  return [
    'next:',
    `  station check ${folder}`,
    `  station test ${folder}`,
    `  station run ${folder}${simulate}`,
    `  station pack ${folder}`,
  ];
}

/** The folder appears as a whole. Throws ALREADY_EXISTS. */
async function copyTemplate(template: string, folder: string, name: string): Promise<string[]> {
  const staging = join(folder, '..', `.new-${basename(folder)}-${process.pid}`);
  await mkdir(staging, { recursive: true });
  try {
    await cp(template, staging, { recursive: true });
    const entries = await readdir(staging, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files) await writeFile(file, personalised(await readFile(file, 'utf8'), name));
    await rename(staging, folder);
    return files.map((file) => file.slice(staging.length + 1).replaceAll('\\', '/')).sort();
  } catch (cause) {
    const isThere = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM'].includes((cause as NodeJS.ErrnoException).code ?? '');
    throw isThere ? new CodedError('ALREADY_EXISTS', `${folder} is there already`, { cause }) : cause;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Templates are packages themselves, named new_sequence. */
function personalised(text: string, name: string): string {
  const words = name.split('_').filter((word) => word !== '');
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  // The ending keeps it apart from every name that the template imports.
  const className = `${/^[0-9]/.test(joined) ? 'The' : ''}${joined.replace(/Test$/, '')}Test`;
  return text
    .replaceAll('new_sequence', name)
    .replaceAll('NewSequence', className)
    .replaceAll('New sequence', words.join(' ') || name);
}
