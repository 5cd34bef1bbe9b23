/** What all charts have in common. */

/** Pixels. */
export const CHART_HEIGHT = 260;
/** No stops for the keyboard in a picture: the table beside it has them. */
export const SILENT = { accessibilityLayer: false, tabIndex: -1 } as const;
export const AXIS = { fontSize: 13, fill: 'var(--dim)' } as const;
export const LINES = { gridColor: 'var(--line)', textColor: 'var(--dim)', tooltipAnimationDuration: 0 } as const;

/** What a click on a chart was on: the index of its row. */
export function picked(onPick: ((index: number) => void) | undefined) {
  return ({ activeTooltipIndex }: { activeTooltipIndex?: number | string | null | undefined }) => {
    if (onPick && activeTooltipIndex !== null && activeTooltipIndex !== undefined) onPick(Number(activeTooltipIndex));
  };
}
