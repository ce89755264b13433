import { expect, test } from 'vitest';
import { missingPackages, missingWithoutAptMessage, missingWithoutRootMessage } from './system-packages.mjs';

test('without root the exact command is printed, in one line', () => {
  expect(missingWithoutRootMessage(['ffmpeg', 'chromium'], 'for the tests')).toBe(
    'system packages are missing for the tests; run: sudo apt-get install -y --no-install-recommends ffmpeg chromium',
  );
});

test('without apt the things that are missing are named', () => {
  expect(missingWithoutAptMessage(['ffmpeg'], 'to run the province')).toMatch(
    /^missing to run the province: ffmpeg /,
  );
});

test('a package is missing where neither dpkg nor its probe knows it', () => {
  const wanted = [
    { name: 'truc-no-such-package' },
    { name: 'truc-built-by-hand', probe: [process.execPath, '--version'] },
    { name: 'truc-not-there-either', probe: ['truc-no-such-command'] },
  ];
  expect(missingPackages(wanted)).toEqual(['truc-no-such-package', 'truc-not-there-either']);
});
