/** `npm run clauses`: prints by which tests each clause of the watch is cited, and fails on one that none cites. */
import { citationsIn, holesIn, tableOf, watchClauses } from './clauses.ts';
import { testFiles } from './test-files.ts';

const citations = citationsIn(await testFiles(process.cwd()));
console.log(tableOf(citations, watchClauses));
const holes = holesIn(citations, watchClauses);
console.log(
  holes.length === 0
    ? `Each of ${watchClauses.length} clauses is cited.`
    : `Cited by no test: ${holes.join(', ')}`,
);
process.exitCode = holes.length === 0 ? 0 : 1;
