import type { BenchContext } from '../bench-case.ts';
import type { FigureDraft } from '../figure.ts';
import { BATCHES, STEPS_PER_SECOND } from './load.ts';
import type { Window } from './watch-window.ts';

export const PAINT_AIM = { of: 'p95', atMost: 50 } as const;

export interface Telling {
  /** Ends the ids of its figures. */
  id: string;
  title: string;
  /** Id of the window that it is compared with. */
  baseline?: string;
}

/** What a window says, as figures. */
export function tellWindow(report: BenchContext['report'], window: Window, telling: Telling): void {
  tellLatencies(report, window, telling);
  const { id, title } = telling;
  const { longTasksMs, stepsPerSecond, wallMs, busy, serviceCpu } = window;
  const one = (
    figure: string,
    text: string,
    unit: FigureDraft['unit'],
    value: number,
    more: Partial<FigureDraft> = {},
  ) =>
    report({
      id: `${figure}-${id}`,
      title: `${title}: ${text}`,
      unit,
      samples: [value],
      ...compared(figure, telling),
      ...more,
    });
  one('rate', `steps of all batches (wanted: ${BATCHES * STEPS_PER_SECOND})`, 'steps/s', stepsPerSecond);
  const perMinute = longTasksMs.length / (wallMs / 60_000);
  one('long', 'tasks over 50 ms in a minute', 'tasks', perMinute, { aim: { of: 'p50', atMost: 0 } });
  one('longest', 'the longest of them', 'ms', Math.max(0, ...longTasksMs));
  const share = (seconds: number) => (seconds * 100_000) / wallMs;
  one('tasks', 'main thread of the page at work, by the clock', '%', share(busy.tasks));
  one('script', '  of it scripts', '%', share(busy.script));
  one('layout', '  of it style and layout', '%', share(busy.layout));
  const perStep = (seconds: number) => (seconds * 1e6) / (stepsPerSecond * (wallMs / 1_000));
  one('page-cpu', 'processor time of the page for one step', 'µs', perStep(busy.page));
  one('drawing-cpu', 'processor time of drawing for one step', 'µs', perStep(busy.drawing));
  one('service-cpu', 'processor time of the service for one step', 'µs', perStep(serviceCpu));
}

function tellLatencies(report: BenchContext['report'], { steps }: Window, telling: Telling): void {
  const { id, title } = telling;
  const shown = steps.flatMap(({ shownMs, ...step }) => (shownMs === null ? [] : [{ ...step, shownMs }]));
  const many = (figure: string, text: string, samples: number[], more: Partial<FigureDraft> = {}) =>
    report({
      id: `${figure}-${id}`,
      title: `${title}: ${text}`,
      unit: 'ms',
      samples,
      ...compared(figure, telling),
      ...more,
    });
  many(
    'told',
    'end of a step in the worker → its event at a client',
    steps.map((step) => step.toldMs - step.endedMs),
  );
  many(
    'there',
    '→ its event in the page',
    steps.map((step) => step.atMs - step.toldMs),
  );
  many(
    'paint',
    'event at a client → the frame that shows it',
    shown.map((step) => step.shownMs - step.toldMs),
    { aim: PAINT_AIM },
  );
  many(
    'all',
    'end of a step → the frame that shows it',
    shown.map((step) => step.shownMs - step.endedMs),
  );
}

const compared = (figure: string, { baseline }: Telling) =>
  baseline === undefined ? {} : { baseline: `${figure}-${baseline}` };
