import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSenderReport, writePictureLoss, writeReceiverReport, writeSenderReport } from './rtcp.ts';
import { createRtpPacketView, readRtpPacket } from './rtp-packet.ts';
import { createSequenceTracker } from './sequence-tracker.ts';

const whole = (bytes: Buffer) => ({ start: 0, end: bytes.length });

describe('readRtpPacket', () => {
  it('leaves out contributing sources, header extension and padding', () => {
    const packet = Buffer.from('b2e0ffff00000001000000020000000300000004bede000111223344aabb000003', 'hex');
    const view = createRtpPacketView();
    expect(readRtpPacket(packet, whole(packet), view)).toBe(true);
    expect(view).toMatchObject({ marker: true, payloadType: 96, sequence: 65_535, timestamp: 1, ssrc: 2 });
    expect(packet.toString('hex', view.payloadStart, view.payloadEnd)).toBe('aabb');
  });

  it('refuses what contradicts itself, and never reads outside', () => {
    const view = createRtpPacketView();
    for (const text of [
      '80',
      '40600001000000010000000200',
      'a06000010000000100000002ff',
      'a0600001000000010000000200',
      '8f6000010000000100000002',
    ]) {
      const packet = Buffer.from(text, 'hex');
      expect(readRtpPacket(packet, whole(packet), view)).toBe(false);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
        const packet = Buffer.from(octets);
        if (!readRtpPacket(packet, whole(packet), view)) return;
        expect(view.payloadStart).toBeLessThanOrEqual(view.payloadEnd);
        expect(view.payloadEnd).toBeLessThanOrEqual(packet.length);
      }),
    );
  });
});

describe('the sequence of a camera', () => {
  const judge = (...sequences: number[]) => {
    const tracker = createSequenceTracker();
    const verdicts = sequences.map((sequence) => tracker.judge(sequence, 1));
    return { verdicts, lost: tracker.lost(), extended: tracker.extendedHighest() };
  };

  it('goes on through the wrap of 16 bits', () => {
    expect(judge(65_534, 65_535, 0, 1)).toEqual({
      verdicts: ['next', 'next', 'next', 'next'],
      lost: 0,
      extended: 65_537,
    });
  });

  it('counts what is missing, drops what is late, and follows a camera that counts anew', () => {
    expect(judge(5, 8)).toMatchObject({ verdicts: ['next', 'gap'], lost: 2 });
    expect(judge(5, 6, 6, 5)).toMatchObject({ verdicts: ['next', 'next', 'old', 'restart'] });
    expect(judge(50_000, 3, 4).verdicts).toEqual(['next', 'restart', 'next']);
    const tracker = createSequenceTracker();
    tracker.judge(1, 1);
    expect(tracker.judge(2, 9)).toBe('restart');
  });
});

describe('RTCP', () => {
  const report = {
    ssrc: 0xffff_ffff,
    wallMs: 1_795_334_400_250,
    rtpTimestamp: 2 ** 32 - 1,
    packets: 2 ** 32 + 5,
    octets: 7,
  };

  it('reads what it writes', () => {
    const bytes = writeSenderReport(report, 'truc');
    expect(bytes.length % 4).toBe(0);
    const read = readSenderReport(bytes, whole(bytes));
    expect(read).toMatchObject({ ssrc: report.ssrc, rtpTimestamp: report.rtpTimestamp });
    expect(read?.wallMs).toBeCloseTo(report.wallMs, 3);
    expect(bytes.readUInt32BE(20)).toBe(5);
  });

  it('finds a sender report behind other packets, and never throws', () => {
    const compound = Buffer.concat([writePictureLoss(1, 2), writeSenderReport(report, 'x')]);
    expect(readSenderReport(compound, whole(compound))?.ssrc).toBe(report.ssrc);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => {
        const bytes = Buffer.from(octets);
        readSenderReport(bytes, whole(bytes));
      }),
    );
    const own = writeReceiverReport({
      ssrc: 1,
      mediaSsrc: 2,
      extendedHighest: 65_537,
      lost: 9e9,
      lastReport: 3,
      delayMs: 500,
    });
    expect(readSenderReport(own, whole(own))).toBeUndefined();
    expect(own.readUInt32BE(28)).toBe(32_768);
  });
});
