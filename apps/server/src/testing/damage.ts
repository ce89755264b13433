/** What can go wrong with a message on its way, or be done to it on purpose. */
import * as fc from 'fast-check';

type Path = readonly (string | number)[];

const junk: readonly unknown[] = [
  null,
  true,
  '',
  [],
  {},
  0,
  -1,
  0.5,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  1e308,
  -1e308,
  '\ud800',
  '\u0000',
  'x'.repeat(5_000),
  '../../etc/passwd',
  "'; drop table leaf; --",
  '2026-11-24',
  ['__proto__'],
  { toString: null },
];

/** The text of a message, damaged in one way: of its shape, or of its octets. */
export function damaged(message: unknown): fc.Arbitrary<string> {
  const text = JSON.stringify(message);
  const paths = pathsOf(message);
  const somewhere = fc.constantFrom(...paths);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(somewhere, fc.constantFrom(...junk))
        .map(([path, value]) => put(message, path, value)),
    },
    { weight: 2, arbitrary: somewhere.map((path) => put(message, path, undefined)) },
    { weight: 2, arbitrary: fc.nat({ max: text.length }).map((at) => text.slice(0, at)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat({ max: text.length }), fc.string({ maxLength: 3 }))
        .map(([at, more]) => text.slice(0, at) + more + text.slice(at + 1)),
    },
    fc.constantFrom(...poisoned(text)),
  );
}

/** Twice the same key, keys of the language's own, depth, and length. */
function poisoned(text: string): string[] {
  const opened = text.replace(/^\{/, '');
  return [
    `{"v":1,${opened}`,
    `{"dev":"x","dev":null,${opened}`,
    `{"__proto__":{"blocked":false},${opened}`,
    `{"constructor":{"prototype":{"v":2}},${opened}`,
    `{"hasOwnProperty":1,${opened}`,
    '['.repeat(30_000),
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    `"${'\\ud800'.repeat(1_000)}"`,
    `${'9'.repeat(400)}`,
    'null',
    'NaN',
    `\ufeff${text}`,
    `${text}${text}`,
  ];
}

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...at, key]))].slice(
    0,
    400,
  );
}

/** With `undefined` the member is taken away. */
function put(message: unknown, path: Path, value: unknown): string {
  if (path.length === 0) return JSON.stringify(value) ?? '';
  const copy: unknown = structuredClone(message);
  let parent = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string | number, unknown>;
  const last = path.at(-1);
  if (last !== undefined) parent[last] = value;
  return JSON.stringify(copy);
}
