import { expect, it } from 'vitest';
import { joinNalUnits, splitNalUnits, toAccessUnits } from './annex-b.ts';

const nal = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

it('cuts at start codes of three and of four bytes', () => {
  const stream = Uint8Array.of(0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 0, 1, 0x65, 0x80, 0, 3);
  expect(splitNalUnits(stream).map((unit) => [...unit])).toEqual([
    [0x67, 1],
    [0x68, 2],
    [0x65, 0x80, 0, 3],
  ]);
});

it('joins what it cut', () => {
  const units = [nal(0x67, 1), nal(0x65, 0x80, 9)];
  expect(splitNalUnits(joinNalUnits(units)).map((unit) => [...unit])).toEqual(units.map((unit) => [...unit]));
});

it('keeps the slices of one picture together and parameter sets with the picture they precede', () => {
  const units = [nal(9, 16), nal(0x67, 1), nal(0x68, 2), nal(0x65, 0x80), nal(0x65, 0x40), nal(9, 48), nal(0x41, 0x9a), nal(0x41, 0x2a)]; // prettier-ignore
  const pictures = toAccessUnits('h264', units);
  expect(
    pictures.map((picture) => [picture.isKeyframe, picture.parameterSets.length, picture.nalUnits.length]),
  ).toEqual([
    [true, 2, 3],
    [false, 0, 3],
  ]);
});
