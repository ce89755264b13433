import { describe, expect, it } from 'vitest';
import { pinFault } from './pin-rule.ts';

describe('pinFault', () => {
  it('takes six digits or more that nobody guesses first', () => {
    for (const pin of ['739205', '4820617', '905172', '8264019375'])
      expect([pin, pinFault(pin)]).toEqual([pin, null]);
  });

  it('refuses what is too short or no digits', () => {
    for (const pin of ['', '12345', 'abcdef', '12 456']) expect(pinFault(pin)).toBe('too_short');
  });

  it('refuses runs, repetitions, two digits and dates', () => {
    for (const pin of [
      '123456',
      '654321',
      '000000',
      '901234',
      '121212',
      '123123',
      '112211',
      '250890',
      '17061985',
    ])
      expect([pin, pinFault(pin)]).toEqual([pin, 'obvious']);
  });
});
