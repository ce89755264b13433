import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { RecordedRangeSchema, recordedRangeLimit } from '@truc/media/signalling';
import { FrameTimes } from './frame-times.ts';
import { readClockRange, readPacketTime, readScale, writeClock } from './recorded-time.ts';
import { ShownRanges } from './shown-ranges.ts';

const runs = { numRuns: 5_000 };
/** Something like an answer, with something wrong in it. */
const clockText = fc
  .tuple(
    fc.constantFrom('clock=', 'npt=', 'Clock=', ''),
    fc.array(fc.constantFrom(...'0123456789TZ.-+:; e'.split('')), { maxLength: 40 }),
  )
  .map(([unit, rest]) => `${unit}${rest.join('')}`);
const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
const wellFormed = fc
  .tuple(digits(8), digits(6), fc.option(digits(3), { nil: undefined }))
  .map(([day, time, part]) => `clock=${day}T${time}${part === undefined ? '' : `.${part}`}Z-`);

describe('what a recorder answers', () => {
  it('gives from any Range a moment that the log can hold, or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), clockText, wellFormed), (header) => {
        const ms = readClockRange(header);
        if (ms !== undefined) expect(v.is(RecordedRangeSchema, [ms, ms])).toBe(true);
      }),
      runs,
    );
    expect(readClockRange('clock=00000101T000000Z-')).toBeUndefined();
    expect(readClockRange('clock=20211301T000000Z-')).toBeUndefined();
  });

  it('gives each moment back that we write', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 0) }), (ms) => {
        expect(readClockRange(`clock=${writeClock(ms)}-`)).toBe(ms);
      }),
      runs,
    );
  });

  it('gives from any Scale a speed forwards of at most 64, or none', () => {
    const number = fc.double().map(String);
    fc.assert(
      fc.property(fc.oneof(fc.string(), number, fc.stringMatching(/^\d{1,4}(\.\d{1,7})?$/)), (header) => {
        const speed = readScale(header);
        if (speed !== undefined) expect(speed > 0 && speed <= 64).toBe(true);
      }),
      runs,
    );
  });

  it('gives from any octets a time of the packet that the log can hold, or none, and reads nothing beyond its end', () => {
    const octets = fc.uint8Array({ maxLength: 64 });
    // Mostly packets with ONVIF's extension, and then whatever.
    const stamped = octets.map((rest) =>
      Buffer.concat([
        Buffer.from('90e0000100000002000000030000'.slice(0, 24), 'hex'),
        Buffer.from('abac0003', 'hex'),
        rest,
      ]),
    );
    fc.assert(
      fc.property(fc.oneof(octets, stamped), fc.nat(80), fc.nat(80), (bytes, start, end) => {
        const time = readPacketTime(Buffer.from(bytes), { start, end });
        if (time === undefined) return;
        expect(end).toBeLessThanOrEqual(bytes.length);
        expect(v.is(RecordedRangeSchema, [time.recordedMs, time.recordedMs])).toBe(true);
      }),
      runs,
    );
  });

  it('leaves what was shown in a form that the log takes, whatever the stamps are', () => {
    const moment = fc.oneof(fc.nat(), fc.double({ min: 0, max: 4e12, noNaN: true }));
    fc.assert(
      fc.property(fc.array(fc.tuple(moment, fc.boolean()), { maxLength: 2_000 }), (pictures) => {
        const shown = new ShownRanges(recordedRangeLimit);
        for (const [recordedMs, jumps] of pictures) {
          if (jumps) shown.interrupt();
          shown.add(recordedMs);
        }
        const list = shown.list();
        expect(list.length).toBeLessThanOrEqual(recordedRangeLimit);
        for (const range of list) expect(v.is(RecordedRangeSchema, range)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps few stamps, however many pictures never become whole', () => {
    const times = new FrameTimes({ atMs: 0, speed: 1 });
    const packet = Buffer.alloc(28);
    packet.writeUInt16BE(0x90e0, 0);
    packet.writeUInt32BE(0xabac0002, 12);
    packet.writeUInt32BE(3_900_000_000, 16);
    for (let timestamp = 0; timestamp < 10_000; timestamp += 1) {
      packet.writeUInt32BE(timestamp, 4);
      times.note(packet, { start: 0, end: packet.length });
    }
    // The first was forgotten, the last is exact.
    times.take({ timestamp: 0, arrivalMs: 1 });
    expect(times.ofSent(1).isExact).toBe(false);
    times.take({ timestamp: 9_999, arrivalMs: 2 });
    expect(times.ofSent(2).isExact).toBe(true);
  });
});
