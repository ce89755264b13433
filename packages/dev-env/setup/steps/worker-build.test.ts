import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceOnce } from '../replace-once.mjs';
import { buildProgress, dtlsCorrection } from './worker-build.mjs';

test('a correction is applied where its text stands exactly once', () => {
  expect(replaceOnce('a (x) b', { from: '(x)', to: '$& y' })).toBe('a $& y b');
});

test.each(['no such text', '(x) and (x)'])('a correction is refused in "%s"', (text) => {
  expect(replaceOnce(text, { from: '(x)', to: 'y' })).toBeUndefined();
});

test("the correction of the DTLS callback fits the pinned mediasoup's source", () => {
  const require = createRequire(new URL('../../../../sfu/package.json', import.meta.url));
  const worker = join(require.resolve('mediasoup'), '..', '..', '..', 'worker');
  const source = readFileSync(join(worker, dtlsCorrection.file), 'utf8');
  expect(replaceOnce(source, dtlsCorrection)).toContain(
    'resultOfcallback = ((operationType & BIO_CB_RETURN) != 0) ? static_cast<long>(ret) : 1;',
  );
});

test('progress tells how many files and how long', () => {
  expect(buildProgress(100, 200, 120_000)).toBe('building: 100 of 200 files, about 2 min left');
  expect(buildProgress(190, 200, 200_000)).toBe('building: 190 of 200 files, less than a minute left');
});
