import { expect, it } from 'vitest';
import { errorCode } from './redact.ts';

it.each([
  [Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:554'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [Object.assign(new Error('x'), { code: 'getaddrinfo 10.0.0.5' }), 'unknown'],
  [new Error('10.0.0.5'), 'unknown'],
  ['10.0.0.5', 'unknown'],
  [undefined, 'unknown'],
])('[KH-08] passes only the code of an error', (error, code) => {
  expect(errorCode(error)).toBe(code);
});
