import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const rules = [
  ...readFileSync(join(root, 'packages/sync/SPEC.md'), 'utf8').matchAll(/^- \*\*([A-Z]{2}\d+)\*\*/gm),
];
const ruleIds = rules.map((match) => match[1] ?? '');
const families = new Set(ruleIds.map((id) => id.slice(0, 2)));
const cited = new Set(
  ['packages/sync/src', 'packages/domain/src', 'apps/web/src', 'apps/server'].flatMap((folder) =>
    citedIn(join(root, folder)),
  ),
);

describe('SPEC.md', () => {
  it('has each rule once', () => {
    expect(ruleIds.length).toBeGreaterThan(40);
    expect(ruleIds).toEqual([...new Set(ruleIds)]);
  });

  it('has a test for every rule', () => {
    expect(ruleIds.filter((id) => !cited.has(id))).toEqual([]);
  });

  it('has every rule that a test cites', () => {
    expect([...cited].filter((id) => !ruleIds.includes(id))).toEqual([]);
  });
});

function citedIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /(\.test|-contract)\.ts$/.test(file) && !file.includes('node_modules'),
  );
  return files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/\bit(?:\.\w+)*\(\s*['`"]([^\n]*)/g)]
      .flatMap(([, title = '']) => [...title.matchAll(/\[([A-Z]{2}\d+)\]/g)])
      .map(([, id = '']) => id)
      .filter((id) => families.has(id.slice(0, 2))),
  );
}
