/** Which clauses of the duties are cited by tests, and by which. A citation is `[GL-25]` in the title of a test. */

export type Citation = { readonly file: string; readonly title: string };
export type TestFile = { readonly file: string; readonly text: string };

/** The clauses that the watch stands on: shift, book, violation, fault, and what may be done to cameras. */
export const watchClauses: readonly string[] = [
  ...range('GL', 15, 26),
  ...range('GL', 30, 32),
  ...range('KH', 6, 22),
  'KH-28',
  'N-01',
  'N-02',
];

const literal = /(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g;
const clause = /\[((?:GL|KH|N|QG|QT|BT)-\d{2})\]/g;

/** By clause, the tests that cite it. */
export function citationsIn(files: readonly TestFile[]): ReadonlyMap<string, readonly Citation[]> {
  const found = new Map<string, Citation[]>();
  for (const { file, text } of files)
    for (const [, , title = ''] of text.matchAll(literal))
      for (const [, id = ''] of title.matchAll(clause))
        found.set(id, [...(found.get(id) ?? []), { file, title: plain(title) }]);
  return found;
}

/** Those of `wanted` that no test cites. */
export function holesIn(
  citations: ReadonlyMap<string, readonly Citation[]>,
  wanted: readonly string[],
): readonly string[] {
  return wanted.filter((id) => !citations.has(id));
}

export function tableOf(
  citations: ReadonlyMap<string, readonly Citation[]>,
  wanted: readonly string[],
): string {
  const lines = wanted.flatMap((id) => {
    const cited = citations.get(id) ?? [];
    return cited.length === 0
      ? [`${id.padEnd(6)} -`]
      : cited.map(({ file, title }, at) => `${(at === 0 ? id : '').padEnd(6)} ${file}: ${title}`);
  });
  return lines.join('\n');
}

function plain(title: string): string {
  return title.replaceAll(/\[[A-Z]+-?\d+\] ?/g, '').trim();
}

function range(prefix: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => `${prefix}-${String(from + at).padStart(2, '0')}`);
}
