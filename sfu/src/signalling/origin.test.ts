import { expect, it } from 'vitest';
import { isAllowedOrigin } from './origin.ts';

it.each([
  ['no browser', {}, true],
  ['the page of the same host', { origin: 'http://ioc.local:8080', host: 'ioc.local:8080' }, true],
  [
    'the page as a proxy saw it',
    { origin: 'https://ioc.vn', host: '127.0.0.1:8081', 'x-forwarded-host': 'ioc.vn' },
    true,
  ],
  ['a listed origin', { origin: 'https://wall.vn', host: 'ioc.vn' }, true],
  ['another page', { origin: 'https://elsewhere.vn', host: 'ioc.vn' }, false],
  ['the same name on another port', { origin: 'http://ioc.vn:81', host: 'ioc.vn' }, false],
  ['a sandboxed page', { origin: 'null', host: 'ioc.vn' }, false],
])('decides on %s', (_who, headers, allowed) => {
  expect(isAllowedOrigin(headers, ['https://wall.vn'])).toBe(allowed);
});
