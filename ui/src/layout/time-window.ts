/** The part of a trace in view, in microseconds since its start. `fromUs < toUs` always. */
export interface TimeWindow {
  fromUs: number;
  toUs: number;
}

/** Nothing is drawn finer than this: the server rounds starts to microseconds. */
const narrowestUs = 1;

/** The window that shows all of a trace. */
export function wholeWindow(durationUs: number): TimeWindow {
  return { fromUs: 0, toUs: Math.max(narrowestUs, durationUs) };
}

/** The nearest window inside the trace. Its width is kept where possible: panning must not zoom. */
export function clampWindow(window: TimeWindow, durationUs: number): TimeWindow {
  const whole = wholeWindow(durationUs);
  const width = Math.min(whole.toUs, Math.max(narrowestUs, window.toUs - window.fromUs));
  const fromUs = Math.min(Math.max(0, window.fromUs), whole.toUs - width);
  return { fromUs, toUs: fromUs + width };
}

/** `factor` below 1 zooms in; the instant `atUs` stays where it is on the screen. */
export function zoomWindow(
  window: TimeWindow,
  zoom: { factor: number; atUs: number; durationUs: number },
): TimeWindow {
  const width = (window.toUs - window.fromUs) * zoom.factor;
  const share = (zoom.atUs - window.fromUs) / (window.toUs - window.fromUs);
  const clamped = Math.min(Math.max(narrowestUs, width), wholeWindow(zoom.durationUs).toUs);
  const fromUs = zoom.atUs - share * clamped;
  return clampWindow({ fromUs, toUs: fromUs + clamped }, zoom.durationUs);
}

/** The window around one span, with a tenth of its duration left free on both sides. */
export function fitWindow(
  span: { startUs: number; durationUs: number },
  traceDurationUs: number,
): TimeWindow {
  const margin = Math.max(narrowestUs, span.durationUs * 0.1);
  return clampWindow(
    { fromUs: span.startUs - margin, toUs: span.startUs + span.durationUs + margin },
    traceDurationUs,
  );
}

/** Whether the window shows all of the trace. */
export function isWhole(window: TimeWindow, durationUs: number): boolean {
  const whole = wholeWindow(durationUs);
  return window.fromUs <= whole.fromUs && window.toUs >= whole.toUs;
}

/** A window as text for a URL, whole microseconds: `"1500,820000"`. */
export function writeWindow({ fromUs, toUs }: TimeWindow): string {
  return `${Math.floor(fromUs)},${Math.ceil(toUs)}`;
}

/** The window that {@link writeWindow} wrote; null for anything else. */
export function readWindow(text: string, durationUs: number): TimeWindow | null {
  const parts = /^(\d{1,16}),(\d{1,16})$/.exec(text);
  const fromUs = Number(parts?.[1] ?? Number.NaN);
  const toUs = Number(parts?.[2] ?? Number.NaN);
  return toUs > fromUs ? clampWindow({ fromUs, toUs }, durationUs) : null;
}

/** Where a span's bar stands in a lane, in pixels, cut at the edges of the lane. */
export interface Bar {
  left: number;
  width: number; // 0: outside the window
}

/** Less is hard to see and harder to hit. */
const thinnestPx = 2;

/** Bars are at least two pixels wide, so that a short span does not vanish. */
export function placeBar(
  span: { startUs: number; durationUs: number },
  window: TimeWindow,
  laneWidth: number,
): Bar {
  const pixelsPerUs = laneWidth / (window.toUs - window.fromUs);
  const left = (span.startUs - window.fromUs) * pixelsPerUs;
  const right = left + Math.max(thinnestPx, span.durationUs * pixelsPerUs);
  if (right < 0 || left > laneWidth) return { left: left < 0 ? 0 : laneWidth, width: 0 };
  const cut = Math.max(0, Math.min(left, laneWidth - thinnestPx));
  return { left: cut, width: Math.min(right, laneWidth) - cut };
}
