import { describe, expect, it } from 'vitest';
import { checkout } from '../world/checkout.ts';
import { citationsIn, holesIn, tableOf, watchClauses } from './clauses.ts';
import { testFiles } from './test-files.ts';

const bracketed = (id: string) => `[${id}]`;
const file = {
  file: 'a.test.ts',
  text: `it('${bracketed('GL-25')} ${bracketed('IN4')} parks nothing', () => {});\n// ${bracketed('GL-16')} in a comment\ntest(\n  "${bracketed('KH-06')} closes",`,
};

describe('the table of clauses', () => {
  it('holds what titles of tests cite, and nothing of comments', () => {
    const citations = citationsIn([file]);
    expect([...citations.keys()]).toEqual(['GL-25', 'KH-06']);
    expect(citations.get('GL-25')).toEqual([{ file: 'a.test.ts', title: 'parks nothing' }]);
  });

  it('names each clause that no test cites', () => {
    expect(holesIn(citationsIn([file]), ['GL-25', 'GL-24'])).toEqual(['GL-24']);
    expect(tableOf(citationsIn([file]), ['GL-25', 'GL-24'])).toBe(
      'GL-25  a.test.ts: parks nothing\nGL-24  -',
    );
  });

  it('asks for the clauses of the watch', () => {
    expect(watchClauses).toHaveLength(12 + 3 + 17 + 3);
    expect(watchClauses).toContain('GL-15');
    expect(watchClauses).toContain('KH-22');
  });

  it('are each cited by a test of this checkout', async () => {
    expect(holesIn(citationsIn(await testFiles(checkout)), watchClauses)).toEqual([]);
  });
});
