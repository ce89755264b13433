import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOutsideState } from './outside-state.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'truc-outside-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function linesOf(state: ReturnType<typeof openOutsideState>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of state.records()) lines.push(line);
  return lines;
}

describe('what stands outside the database', () => {
  it('[WI4] is empty at first, and holds records and the newest note from then on', async () => {
    const state = openOutsideState(folder);
    expect([state.newestNote(), await state.countRecords()]).toEqual([null, 0]);
    state.addRecords(['a', 'ừ']);
    state.addRecords(['c']);
    state.keepNote('first\n');
    state.keepNote('second\n');
    const again = openOutsideState(folder);
    expect([again.newestNote(), await again.countRecords(), await linesOf(again)]).toEqual([
      'second\n',
      3,
      ['a', 'ừ', 'c'],
    ]);
  });

  it('[WI4] forgets the line that a crash cut off, and nothing before it', async () => {
    openOutsideState(folder).addRecords(['a', 'b']);
    appendFileSync(join(folder, 'records'), '{"half');
    const state = openOutsideState(folder);
    expect(await linesOf(state)).toEqual(['a', 'b']);
    state.addRecords(['c']);
    expect(readFileSync(join(folder, 'records'), 'utf8')).toBe('a\nb\nc\n');
  });

  it('[WI4] is cut back to what was signed, by whole records of whatever letters', async () => {
    const state = openOutsideState(folder);
    state.addRecords(['ừ', 'b', 'c']);
    await state.keepRecordsUpTo(5);
    expect(await state.countRecords()).toBe(3);
    await state.keepRecordsUpTo(1);
    expect([await state.countRecords(), await linesOf(state)]).toEqual([1, ['ừ']]);
    state.addRecords(['d']);
    expect(await linesOf(state)).toEqual(['ừ', 'd']);
  });
});
