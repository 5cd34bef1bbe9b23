import classes from './monitor.module.css';

export interface MeterProps {
  /** Absent: there is nothing to fill it with. */
  readonly percent?: number | undefined;
  readonly text: string;
  /** Above it, somebody should look. */
  readonly highPercent?: number;
  /** Further thresholds, as marks. */
  readonly marks?: readonly number[];
}

/** How much of something is used: said in words, repeated as a bar. */
export function Meter({ percent, text, highPercent = 80, marks = [] }: MeterProps) {
  const isHigh = percent !== undefined && percent >= highPercent;
  return (
    <span className={classes['meter']} data-high={isHigh}>
      <span className="number">{text}</span>
      {percent !== undefined && (
        <span className={classes['track']} aria-hidden="true">
          <span className={classes['fill']} style={{ width: `${Math.min(100, percent)}%` }} />
          {marks.map((mark) => (
            <span key={mark} className={classes['mark']} style={{ left: `${mark}%` }} />
          ))}
        </span>
      )}
    </span>
  );
}
