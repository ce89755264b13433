import { cpus, loadavg, totalmem } from 'node:os';
import { reached, targets, type BenchName, type Target } from './targets.ts';

/** One row of the readable table: what was measured, in words, and its figure. */
export type Row = readonly [what: string, figure: string];

export type Report = {
  readonly name: BenchName;
  readonly figures: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
};

/** Prints the table and, last, the line `BENCH {json}` that machines read. */
export function printReport({ name, figures, rows }: Report, loadBefore: number): void {
  const wanted: Readonly<Record<string, Target>> = targets[name];
  const verdicts = Object.entries(figures).map(([key, value]): Row => [
    `${name} ${key}`,
    `${value}${verdict(wanted[key] ?? null, value)}`,
  ]);
  const all: Row[] = [...rows, ['load average before', loadBefore.toFixed(2)], ...verdicts];
  const width = Math.max(...all.map(([what]) => what.length));
  for (const [what, figure] of all) console.log(`${what.padEnd(width)}  ${figure}`);
  const record = { name, machine: machine(), date: new Date().toISOString(), figures };
  console.log(`BENCH ${JSON.stringify(record)}`);
}

export function currentLoad(): number {
  return loadavg()[0] ?? 0;
}

export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('A percentile of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

function verdict(target: Target, value: number): string {
  if (target === null) return '  (reported only)';
  return `  ${reached(target, value) ? 'reached' : 'NOT reached'}: ${target[0]} ${target[1]}`;
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux, Node ${process.versions.node}`;
}
