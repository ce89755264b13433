import { describe, expect, it } from 'vitest';
import { isFromOurOrigin } from './origin.ts';

describe('origin', () => {
  it.each([
    [{ host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080' }, undefined, true],
    [{ host: '127.0.0.1:8080', origin: 'http://127.0.0.1:9090' }, undefined, false],
    [{ host: 'truc.example', origin: 'https://truc.example' }, 'https://truc.example', true],
    [{ host: 'evil.example', origin: 'http://evil.example' }, 'https://truc.example', false],
    [{ host: '127.0.0.1:8080', origin: 'null' }, undefined, false],
    [{ host: '127.0.0.1:8080' }, undefined, true],
    [{ host: '127.0.0.1:8080', 'sec-fetch-site': 'same-origin' }, undefined, true],
    [{ host: '127.0.0.1:8080', 'sec-fetch-site': 'same-site' }, undefined, false],
  ])('%j with public address %s is ours: %s', (headers, publicUrl, expected) => {
    expect(isFromOurOrigin(headers, publicUrl)).toBe(expected);
  });
});
