export type Point = { readonly x: number; readonly y: number };

/** The line of least squares through the points: by how much `y` grows with each `x`, and the standard error of that. */
export function slopeOf(points: readonly Point[]): { readonly slope: number; readonly error: number } {
  if (points.length < 3) throw new Error('A slope of fewer than three points');
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (points.length - 2) / spread) };
}
