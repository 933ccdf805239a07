/** From the first start to the last end, in ns. */
export function sessionLengthNs({
  startTime,
  endTime,
}: {
  startTime: string;
  endTime: string;
}): number {
  return Math.max(0, Date.parse(endTime) - Date.parse(startTime)) * 1e6;
}
