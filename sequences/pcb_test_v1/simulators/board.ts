/** A good board: what the supply puts in decides what is on its rails, and whether its firmware runs. */
export class Board {
  volts = 0;
  limitAmperes = 0.1;
  isOn = false;

  get isPowered(): boolean {
    return this.isOn && this.volts >= 6;
  }

  get input(): number {
    return this.isOn ? this.volts : 0;
  }

  get rail5v(): number {
    return this.isPowered ? 5.004 : 0;
  }

  get rail3v3(): number {
    return this.isPowered ? 3.297 : 0;
  }

  get amperes(): number {
    return this.isPowered ? Math.min(0.086, this.limitAmperes) : 0;
  }

  switchOff(): void {
    this.volts = 0;
    this.isOn = false;
  }
}
