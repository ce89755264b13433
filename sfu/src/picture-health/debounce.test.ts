import { expect, it } from 'vitest';
import { Debounce } from './debounce.ts';
import type { PictureSymptom } from './judge.ts';

const good = null;

function said(pictures: readonly (PictureSymptom | null)[]): PictureSymptom | null {
  const debounce = new Debounce();
  for (const picture of pictures) debounce.take(picture);
  return debounce.said;
}

it('[4G] says nothing of three pictures of five, and of four says what they show', () => {
  expect(said(['covered', 'covered', good, 'covered', good])).toBeNull();
  expect(said(['covered', 'covered', good, 'covered', 'covered'])).toBe('covered');
});

it('[4G] takes it back after four good pictures of five, and not after a single one', () => {
  const alarm = ['black', 'black', 'black', 'black'] as const;
  expect(said([...alarm, good, 'black', good, good])).toBe('black');
  expect(said([...alarm, good, good, good, good])).toBeNull();
});

it('[4G] calls a picture frozen after six that are the same, without a good one between', () => {
  const five = Array.from({ length: 5 }, () => 'frozen' as const);
  expect(said(five)).toBeNull();
  expect(said([...five, good, ...five])).toBeNull();
  expect(said([...five, 'frozen'])).toBe('frozen');
});

it('[4G] goes over from one symptom to another', () => {
  expect(said([...Array(4).fill('covered'), ...Array(4).fill('black')])).toBe('black');
});
