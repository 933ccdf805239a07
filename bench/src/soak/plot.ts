const width = 720;
const height = 130;

/** Series over time as an SVG picture, one chart below the other, each from zero to its largest value. */
export function plot(series: Readonly<Record<string, readonly number[]>>, minutes: number): string {
  const charts = Object.entries(series).map(([name, values], index) => {
    const most = Math.max(...values, 1e-9);
    const points = values.map((value, i) => {
      const x = 60 + ((width - 80) * i) / Math.max(1, values.length - 1);
      return `${x.toFixed(1)},${(height - 25 - ((height - 50) * value) / most).toFixed(1)}`;
    });
    return `<g transform="translate(0 ${index * height})">
<text x="60" y="15">${name}</text><text x="55" y="28" text-anchor="end">${most.toFixed(0)}</text>
<text x="55" y="${height - 22}" text-anchor="end">0</text>
<path d="M60 25V${height - 25}H${width - 20}" fill="none" stroke="#999"/>
<polyline points="${points.join(" ")}" fill="none" stroke="#2458c6" stroke-width="1.5"/>
<text x="${width - 20}" y="${height - 10}" text-anchor="end">${minutes} min</text></g>`;
  });
  const total = charts.length * height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>${charts.join("\n")}</svg>\n`;
}
