import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint, isStampCurrent, writeStamp } from './stamps.mjs';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'truc-stamps-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a stamp is current only with the value that was written', () => {
  expect(isStampCurrent('dependencies', 'a', folder)).toBe(false);
  writeStamp('dependencies', 'a', folder);
  expect(isStampCurrent('dependencies', 'a', folder)).toBe(true);
  expect(isStampCurrent('dependencies', 'b', folder)).toBe(false);
});

test('a fingerprint changes with a content, a fact, an absence, and not with the order of the files', () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  writeFileSync(one, 'x');
  writeFileSync(two, 'y');
  const before = fingerprint([one, two], ['fact']);
  expect(fingerprint([two, one], ['fact'])).toBe(before);
  expect(fingerprint([one, two], ['other'])).not.toBe(before);
  writeFileSync(two, 'z');
  expect(fingerprint([one, two], ['fact'])).not.toBe(before);
  rmSync(two);
  const without = fingerprint([one, two], ['fact']);
  writeFileSync(two, '');
  expect(fingerprint([one, two], ['fact'])).not.toBe(without);
});

test('content that moves from one file to the next changes the fingerprint', () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  writeFileSync(one, 'ab');
  writeFileSync(two, 'c');
  const before = fingerprint([one, two]);
  writeFileSync(one, 'a');
  writeFileSync(two, 'bc');
  expect(fingerprint([one, two])).not.toBe(before);
});
