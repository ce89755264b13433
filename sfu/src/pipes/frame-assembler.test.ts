import { beforeEach, describe, expect, it } from 'vitest';
import { createSimulatedTime, type SimulatedTime } from '../testing/simulated-time.ts';
import { FrameAssembler, plainPacket, type PipedFrame } from './frame-assembler.ts';

let time: SimulatedTime;
let assembler: FrameAssembler;
let frames: PipedFrame[];
let losses: boolean[];

beforeEach(() => {
  time = createSimulatedTime();
  [frames, losses] = [[], []];
  assembler = new FrameAssembler({
    timers: time.timers,
    onFrame: (frame) => frames.push(frame),
    onLoss: ({ isKeyframe }) => losses.push(isKeyframe),
  });
});

const nal = { keyframe: 7, other: 1 };

function packet(
  sequence: number,
  timestamp: number,
  { isLast = true, type = nal.other }: { readonly isLast?: boolean; readonly type?: number } = {},
): Buffer {
  const octets = Buffer.alloc(20);
  octets.writeUInt8(0x80, 0);
  octets.writeUInt8(96 | (isLast ? 0x80 : 0), 1);
  octets.writeUInt16BE(sequence & 0xffff, 2);
  octets.writeUInt32BE(timestamp, 4);
  octets.writeUInt8(type, 12);
  return octets;
}

const timestamps = () => frames.map(({ rtpTimestamp }) => rtpTimestamp);

describe('packets of another node', () => {
  it('become pictures in order, also where one was lost and sent again, over the end of the numbers', () => {
    const sent = [
      packet(65_534, 100, { type: nal.keyframe, isLast: false }),
      packet(65_535, 100),
      packet(0, 200),
      packet(1, 300),
    ] as const;
    for (const at of [0, 2, 3, 1, 1] as const) assembler.take(sent[at]);
    expect(timestamps()).toEqual([100, 200, 300]);
    expect(frames.map(({ isKeyframe, packets }) => [isKeyframe, packets.length])).toEqual([
      [true, 2],
      [false, 1],
      [false, 1],
    ]);
    expect(losses).toEqual([]);
  });

  it('lose the one picture whose packet never comes, once, and say so', async () => {
    assembler.take(packet(10, 100, { type: nal.keyframe }));
    assembler.take(packet(11, 200, { isLast: false }));
    assembler.take(packet(13, 200));
    assembler.take(packet(14, 300));
    expect(timestamps()).toEqual([100]);
    await time.pass(600);
    expect(timestamps()).toEqual([100, 300]);
    expect(losses).toEqual([false]);
  });

  it('say of a lost keyframe that it was one', async () => {
    assembler.take(packet(10, 100, { type: nal.keyframe, isLast: false }));
    assembler.take(packet(12, 200));
    assembler.take(packet(13, 300));
    await time.pass(600);
    expect(losses).toEqual([true]);
    expect(timestamps()).toEqual([300]);
  });

  it('are bounded while one is waited for', () => {
    assembler.take(packet(0, 1));
    for (let sequence = 2; sequence < 2_100; sequence += 1) assembler.take(packet(sequence, sequence));
    expect(losses).toEqual([false]);
    expect(frames.length).toBeGreaterThan(1_900);
  });

  it('bear the plain header of the ingest, whatever was put into it on the way', () => {
    const plain = packet(5, 900, { type: nal.keyframe });
    const extension = Buffer.from([0xbe, 0xde, 0, 1, 0x10, 1, 0, 0]);
    const dressed = Buffer.concat([
      plain.subarray(0, 12),
      extension,
      plain.subarray(12),
      Buffer.from([0, 2]),
    ]);
    dressed.writeUInt8(0xb0, 0);
    dressed.writeUInt8(0x80 | 101, 1);
    expect(plainPacket(dressed, 96)).toEqual(plain);
    expect(plainPacket(Buffer.alloc(11), 96)).toBeUndefined();
    expect(plainPacket(Buffer.from([0x90, ...Buffer.alloc(11)]), 96)).toBeUndefined();
  });
});
