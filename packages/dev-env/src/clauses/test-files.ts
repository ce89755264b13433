import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestFile } from './clauses.ts';

const folders = ['apps', 'packages', 'sfu', 'e2e'];

/** Every test of this checkout, by its path. */
export async function testFiles(checkout: string): Promise<readonly TestFile[]> {
  const patterns = folders.map((folder) => `${folder}/**/*.{test,spec,dom-test}.ts`);
  const files: TestFile[] = [];
  for await (const file of glob(patterns, {
    cwd: checkout,
    exclude: (name) => name.endsWith('node_modules'),
  }))
    files.push({ file, text: readFileSync(join(checkout, file), 'utf8') });
  return files.toSorted((a, b) => a.file.localeCompare(b.file));
}
