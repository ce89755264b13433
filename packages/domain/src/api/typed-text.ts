import * as v from 'valibot';

/** Text that a person typed: no NUL and no half of a surrogate pair, neither of which a database column or a JSON value can hold. */
export const typedText = v.check<string, string>(
  (text) => text.isWellFormed() && !text.includes('\0'),
  'is not text that can be kept',
);
