import classes from './detail.module.css';

/** A value that holds, with the one of the release where it is another. */
export function NowAndReleased({ now, released }: { now: string; released: string }) {
  if (now === released) return <span className="number">{now}</span>;
  return (
    <span className={`number ${classes['changed'] ?? ''}`}>
      <s>{released}</s> <b>{now}</b>
    </span>
  );
}
