import { pino } from 'pino';
import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CameraIdSchema } from '@truc/media/signalling';
import * as v from 'valibot';
import { systemTimers } from '../context/system-ports.ts';
import { createGopBuffer } from '../ingest/gop-buffer.ts';
import { MediaWorker } from '../workers/media-worker.ts';
import { replayLimits } from './gop-replay.ts';
import { ProducerOutlet } from './producer-outlet.ts';
import type { LaneSeat } from './replay-lane.ts';
import { rtpTimestamp } from './rtp.ts';

/** A camera as the ingest hands it on: a keyframe every `gop` frames, 10 frames a second. */
class Camera {
  readonly gop = createGopBuffer();
  requests = 0;
  #number = 0;

  requestKeyframe(): void {
    this.requests += 1;
  }

  next(isKeyframe: boolean): Buffer {
    const packet = Buffer.alloc(200, this.#number);
    packet[0] = 0x80;
    packet[1] = 0x80 | 96;
    packet.writeUInt32BE(9_000 * this.#number, 4);
    packet[12] = isKeyframe ? 0x67 : 0x61;
    const frame = { packets: [packet], rtpTimestamp: 9_000 * this.#number, wallMs: 100 * this.#number };
    this.gop.add({ ...frame, isKeyframe });
    this.#number += 1;
    return packet;
  }
}

let worker: MediaWorker;
let camera: Camera;
let outlet: ProducerOutlet;
let viewers: types.DirectTransport;

beforeEach(async () => {
  const workerBin = process.env.MEDIASOUP_WORKER_BIN;
  worker = await MediaWorker.create({
    index: 0,
    addresses: [{ ip: '127.0.0.1' }],
    port: 0,
    ...(workerBin === undefined ? {} : { workerBin }),
    log: pino({ level: 'silent' }),
    onDied: () => {},
  });
  camera = new Camera();
  outlet = await ProducerOutlet.create({
    camera: v.parse(CameraIdSchema, 'cam-1'),
    router: worker.main,
    ingest: camera,
    replaysGop: true,
    lingerMs: 1_000,
    timers: systemTimers,
    onRunning: () => {},
    onClose: () => {},
  });
  viewers = await worker.main.router.createDirectTransport();
});
afterEach(() => worker.close());

const send = (isKeyframe = false) => outlet.handlePacket(camera.next(isKeyframe));

/** Of the first NAL unit: behind the header extension that mediasoup has put there. */
function nalType(packet: Buffer | undefined): number {
  if (packet === undefined) return 0;
  const hasExtension = ((packet[0] ?? 0) & 0x10) !== 0;
  return (packet[hasExtension ? 16 + packet.readUInt16BE(14) * 4 : 12] ?? 0) & 0x1f;
}

/** Of the packet's block of header extensions with one octet before each (RFC 8285, 4.2), as mediasoup writes them. */
function extension(packet: Buffer, id: number | undefined): string | undefined {
  const end = 16 + packet.readUInt16BE(14) * 4;
  for (let at = 16; at < end; at += 1) {
    const head = packet.readUInt8(at);
    if (head === 0) continue;
    const length = (head & 0x0f) + 1;
    if (head >> 4 === id) return packet.subarray(at + 1, at + 1 + length).toString('hex');
    at += length;
  }
  return undefined;
}

/** What a viewer receives of a Producer, from when it is resumed. */
async function receive(producerId: string) {
  const { rtpCapabilities } = worker.main.router;
  const consumer = await viewers.consume({ producerId, rtpCapabilities, paused: true });
  const packets: Buffer[] = [];
  consumer.on('rtp', (packet) => packets.push(packet));
  return { consumer, packets };
}

/** A viewer who takes a seat and holds its track. */
async function joiner(events: string[] = []) {
  const shared = await receive(outlet.producer.id);
  const seat = await outlet.takeSeat(replayLimits, {
    handleReplay: ({ liveFrom }) => void events.push(`replay until ${liveFrom}`),
    handleHandover: () => {
      events.push('handover');
      // The worker may be gone by the time it answers.
      shared.consumer.resume().catch(() => {});
      outlet.run({ isCaughtUp: true });
    },
  });
  if (seat === undefined) throw new Error('no seat');
  return { shared, seat, lane: await receive(seat.producerId), events };
}

async function begin({ lane, seat }: { lane: { consumer: types.Consumer }; seat: LaneSeat }): Promise<void> {
  await lane.consumer.resume();
  seat.begin();
}

describe('what is sent', () => {
  it('lets a receiver hold back frames of now for 500 ms where it has to, and frames of the past not at all', async () => {
    const { consumer, packets } = await receive(outlet.producer.id);
    const known = consumer.rtpParameters.headerExtensions?.find(({ uri }) => uri.endsWith('/playout-delay'));
    await consumer.resume();
    for (const isKeyframe of [true, false, false]) send(isKeyframe);
    outlet.run();
    send();
    await expect.poll(() => packets.length).toBe(4);
    const asked = packets.map((packet) => extension(packet, known?.id));
    expect(asked).toEqual(['000000', '000000', '000032', '000032']);
  });
});

describe('a replay lane', () => {
  beforeEach(async () => {
    const first = await receive(outlet.producer.id);
    await first.consumer.resume();
    outlet.run();
    for (const isKeyframe of [true, false, false, false]) send(isKeyframe);
  });

  it('[4A4] sends a joiner the group from its keyframe on, close together, and then the present', async () => {
    const who = await joiner();
    await begin(who);
    send();
    await expect.poll(() => who.lane.packets.length).toBe(5);
    expect(nalType(who.lane.packets[0])).toBe(7);
    expect(who.lane.packets.map(rtpTimestamp)).toEqual([26_730, 26_820, 26_910, 27_000, 36_000]);
    expect(who.events).toEqual(['replay until 27000']);
  });

  it('[4A4] ends with the keyframe of the camera, which the joiner gets over the shared Producer', async () => {
    const who = await joiner();
    await begin(who);
    send(true);
    send();
    await expect.poll(() => who.shared.packets.length).toBe(2);
    expect(who.shared.packets.map(rtpTimestamp)).toEqual([36_000, 45_000]);
    expect(nalType(who.shared.packets[0])).toBe(7);
    expect(who.lane.packets).toHaveLength(4);
    expect(who.events).toEqual(['replay until 27000', 'handover']);
  });

  it('leaves alone those who watch, and asks the camera for nothing', async () => {
    const watching = await receive(outlet.producer.id);
    await watching.consumer.resume();
    send(true);
    await expect.poll(() => watching.packets.length).toBe(1);
    const asked = camera.requests;
    await begin(await joiner());
    send();
    await expect.poll(() => watching.packets.length).toBe(2);
    const [a, b] = watching.packets.map((packet) => packet.readUInt16BE(2));
    expect(((b ?? 0) - (a ?? 0)) & 0xffff).toBe(1);
    expect(camera.requests).toBe(asked);
  });

  it('[V13] is shared by those who join at the same moment, and begins when all are ready', async () => {
    const one = await joiner();
    const two = await joiner();
    expect(two.seat.producerId).toBe(one.seat.producerId);
    await begin(one);
    expect(one.events).toEqual([]);
    await begin(two);
    await expect.poll(() => [one.lane.packets.length, two.lane.packets.length]).toEqual([4, 4]);
  });

  it('does not keep the first waiting for one who is slow', async () => {
    const one = await joiner();
    const slow = await joiner();
    await begin(one);
    await expect.poll(() => one.lane.packets.length).toBe(4);
    expect(slow.seat.isOpen).toBe(false);
  });

  it('is not opened where nobody watches, nor for a group beyond its limits', async () => {
    const listener = { handleReplay: () => {}, handleHandover: () => {} };
    expect(await outlet.takeSeat({ ...replayLimits, bytes: 799 }, listener)).toBeUndefined();
    camera.gop.interrupt();
    expect(await outlet.takeSeat(replayLimits, listener)).toBeUndefined();
  });

  it('hands over at once when the group is interrupted before it begins', async () => {
    const who = await joiner();
    camera.gop.interrupt();
    await begin(who);
    expect(who.events).toEqual(['handover']);
  });

  it('closes when the last has left it', async () => {
    const who = await joiner();
    expect(outlet.serialize().lanes).toBe(1);
    who.seat.leave();
    await expect.poll(() => outlet.serialize().lanes).toBe(0);
  });
});
