import type { Command } from '../command.ts';
import { CONFIG_FLAG } from '../config-tool.ts';
import { examine } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { DATA_FLAG } from '../station-folders.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  args: [],
  summary: 'Looks for what keeps the station from working well, and says how to repair it; changes nothing.',
  flags: { ...CONFIG_FLAG, ...DATA_FLAG },
  exitCodes: '0 nothing is broken; warnings are printed · 1 something is',
  run: async (input) => {
    const findings = await examine(input);
    const count = (level: Finding['level']) => findings.filter((one) => one.level === level).length;
    const [problems, warnings] = [count('problem'), count('warning')];
    return {
      text: [...findings.flatMap(lines), '', `problems: ${problems}, warnings: ${warnings}`],
      data: { problems, warningCount: warnings, findings },
      exitCode: problems > 0 ? 1 : 0,
    };
  },
};

const SIGNS = { ok: '✓', warning: '!', problem: '✗' } as const;

function lines({ about, level, message, fix }: Finding): string[] {
  const first = `${SIGNS[level]} ${about}: ${message.replaceAll('\n', '\n    ')}`;
  return fix === undefined ? [first] : [first, `    → ${fix}`];
}
