import fc from 'fast-check';
import { expect, it } from 'vitest';
import { samplePps, sampleSps, slice } from '../testing/rtp-samples.ts';
import { createFlvReader } from './flv-reader.ts';

const head = Buffer.concat([Buffer.from('FLV\x01\x01\0\0\0\x09', 'latin1'), Buffer.alloc(4)]);

function tag(type: number, timeMs: number, body: Buffer): Buffer {
  const start = Buffer.alloc(11);
  start[0] = type;
  start.writeUIntBE(body.length, 1, 3);
  start.writeUIntBE(timeMs & 0xff_ffff, 4, 3);
  start[7] = timeMs >>> 24;
  return Buffer.concat([start, body, Buffer.alloc(4)]);
}

const sized = (bytes: number, nal: Buffer) => {
  const length = Buffer.alloc(bytes);
  length.writeUIntBE(nal.length, 0, bytes);
  return Buffer.concat([length, nal]);
};
const record = Buffer.concat([
  Buffer.from([0x17, 0, 0, 0, 0, 1, 66, 0, 30, 0xff, 0xe1]),
  sized(2, sampleSps),
  Buffer.from([1]),
  sized(2, samplePps),
]);
const picture = (nal: Buffer) => Buffer.concat([Buffer.from([0x17, 1, 0, 0, 0]), sized(4, nal)]);

function read(stream: Buffer, cuts: readonly number[]) {
  const pictures: { nals: string[]; timestamp: number; hasIdr: boolean }[] = [];
  let errors = 0;
  const reader = createFlvReader({
    onPicture: (unit) =>
      pictures.push({
        nals: unit.starts.map((start, at) => unit.bytes.toString('hex', start, unit.ends[at])),
        timestamp: unit.timestamp,
        hasIdr: unit.hasIdr,
      }),
    onError: () => (errors += 1),
  });
  let at = 0;
  for (const cut of cuts) {
    reader.push(stream.subarray(at, at + cut));
    at += cut;
  }
  reader.push(stream.subarray(at));
  return { pictures, errors };
}

const stream = Buffer.concat([
  head,
  tag(18, 0, Buffer.from('metadata')),
  tag(9, 0, record),
  tag(9, 60_000, picture(slice(5))),
  tag(9, 2 ** 24 + 5, picture(slice(1))),
]);

it('gives each picture with its parameter sets and its time, however the stream is cut', () => {
  const sets = [sampleSps, samplePps].map((each) => each.toString('hex'));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }), (cuts) => {
      expect(read(stream, cuts)).toEqual({
        errors: 0,
        pictures: [
          { nals: [...sets, slice(5).toString('hex')], timestamp: 60_000, hasIdr: true },
          { nals: [...sets, slice(1).toString('hex')], timestamp: 2 ** 24 + 5, hasIdr: false },
        ],
      });
    }),
  );
});

it('says once that it reads no FLV of H.264, and never throws', () => {
  expect(read(Buffer.alloc(40, 7), [])).toEqual({ pictures: [], errors: 1 });
  const change = fc.record({ at: fc.nat(stream.length - 1), octet: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      const changed = Buffer.from(stream);
      for (const { at, octet } of changes) changed[at] = octet;
      expect(read(changed, [30]).errors).toBeLessThanOrEqual(1);
    }),
  );
});
