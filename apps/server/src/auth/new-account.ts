import { randomInt } from 'node:crypto';

/** Without letters and digits that are taken for each other: a first password is read off a screen and typed. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const [groups, groupLength] = [4, 5];

/** Some 98 bits, told once. */
export function firstPassword(): string {
  return Array.from({ length: groups }, () =>
    Array.from({ length: groupLength }, () => letters[randomInt(letters.length)]).join(''),
  ).join('-');
}
