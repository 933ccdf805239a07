/** A stretch of time, in microseconds since the start of the trace. */
export interface Stretch {
  fromUs: number;
  toUs: number;
}

/** How much of a full axis one shortened gap takes: about 28 px of a lane. */
const gapShare = 0.03;

/**
 * Time with its idle gaps shortened: positions on the axis are microseconds where something happens,
 * and go faster inside a gap. Without gaps a position is the time itself.
 */
export class TimeAxis {
  readonly gaps: readonly Stretch[]; // ascending, apart from each other
  readonly length: number; // of the whole trace, on the axis
  readonly #gapLength: number;
  readonly #starts: number[]; // of the gaps, on the axis

  constructor(durationUs: number, gaps: readonly Stretch[] = []) {
    this.gaps = gaps;
    const idleUs = gaps.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
    const busyUs = Math.max(1, durationUs - idleUs);
    this.length =
      gaps.length === 0 ? Math.max(1, durationUs) : busyUs / (1 - gapShare * gaps.length);
    this.#gapLength = this.length * gapShare;
    let skippedUs = 0;
    this.#starts = gaps.map(({ fromUs, toUs }, index) => {
      const start = fromUs - skippedUs + index * this.#gapLength;
      skippedUs += toUs - fromUs;
      return start;
    });
  }

  /** Where on the axis an instant is. */
  project(us: number): number {
    let position = us;
    for (const { fromUs, toUs } of this.gaps) {
      if (us <= fromUs) break;
      const gapUs = toUs - fromUs;
      position -=
        us >= toUs ? gapUs - this.#gapLength : (us - fromUs) * (1 - this.#gapLength / gapUs);
    }
    return position;
  }

  /** The instant at a place of the axis. */
  unproject(position: number): number {
    let us = position;
    for (const [index, { fromUs, toUs }] of this.gaps.entries()) {
      const into = position - (this.#starts[index] ?? 0);
      if (into <= 0) break;
      const gapUs = toUs - fromUs;
      us +=
        into >= this.#gapLength ? gapUs - this.#gapLength : into * (gapUs / this.#gapLength - 1);
    }
    return us;
  }
}
