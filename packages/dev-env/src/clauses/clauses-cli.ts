/** `npm run clauses`: prints by which tests each clause of the watch is cited, and fails on one that none cites. */
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { citationsIn, holesIn, tableOf, watchClauses, type TestFile } from './clauses.ts';

const patterns = ['apps', 'packages', 'sfu', 'e2e'].map((folder) => `${folder}/**/*.{test,spec,dom-test}.ts`);

const files: TestFile[] = [];
for await (const file of glob(patterns, { exclude: (name) => name.endsWith('node_modules') }))
  files.push({ file, text: readFileSync(file, 'utf8') });
const citations = citationsIn(files.toSorted((a, b) => a.file.localeCompare(b.file)));
console.log(tableOf(citations, watchClauses));
const holes = holesIn(citations, watchClauses);
console.log(
  holes.length === 0
    ? `Each of ${watchClauses.length} clauses is cited.`
    : `Cited by no test: ${holes.join(', ')}`,
);
process.exitCode = holes.length === 0 ? 0 : 1;
