import 'webrtc-adapter';
import { Device } from 'mediasoup-client';
import type { types } from 'mediasoup-client';
import * as v from 'valibot';
import type { LinkStats } from './jitter-target.ts';
import type { CreateDevice, MediaDevice, MediaReceiver, ReceivedTrack, TrackStats } from './ports.ts';

/** The browser's report on what it receives; Firefox leaves counters out until they count. */
const InboundSchema = v.object({
  type: v.literal('inbound-rtp'),
  packetsReceived: v.optional(v.number(), 0),
  framesDecoded: v.optional(v.number(), 0),
});

const LinkReportSchema = v.variant('type', [
  v.object({
    type: v.literal('inbound-rtp'),
    packetsReceived: v.optional(v.number(), 0),
    packetsLost: v.optional(v.number(), 0),
    retransmittedPacketsReceived: v.optional(v.number(), 0),
  }),
  v.object({
    type: v.literal('candidate-pair'),
    nominated: v.literal(true),
    state: v.literal('succeeded'),
    currentRoundTripTime: v.number(),
  }),
]);

/** mediasoup-client in this browser. */
export function browserDevice(): CreateDevice {
  return async (routerRtpCapabilities) => {
    const device = await Device.factory();
    await device.load({ routerRtpCapabilities });
    return toMediaDevice(device);
  };
}

function toMediaDevice(device: types.Device): MediaDevice {
  return {
    rtpCapabilities: { ...device.recvRtpCapabilities },
    createReceiver({ transport, turnServers, onConnect, onState }) {
      // The SFU's own words for mediasoup-client's own eyes: it checks them as it uses them.
      const recvTransport = device.createRecvTransport({
        ...(transport as unknown as types.TransportOptions),
        iceServers: [...turnServers],
      });
      recvTransport.on('connect', ({ dtlsParameters }, done, failed) => {
        onConnect({ ...dtlsParameters }).then(done, failed);
      });
      recvTransport.on('connectionstatechange', onState);
      return toReceiver(recvTransport);
    },
  };
}

function toReceiver(transport: types.Transport): MediaReceiver {
  const consumers = new Set<types.Consumer>();
  let jitterTargetMs = 0;
  return {
    async receive(description) {
      const consumer = await transport.consume({
        id: description.id,
        producerId: description.producerId,
        kind: description.kind,
        rtpParameters: description.rtpParameters as unknown as types.RtpParameters,
      });
      consumers.add(consumer);
      consumer.observer.once('close', () => consumers.delete(consumer));
      holdBack(consumer, jitterTargetMs);
      return toReceivedTrack(consumer);
    },
    restartIce: (iceParameters) =>
      transport.restartIce({ iceParameters: iceParameters as types.IceParameters }),
    setTurnServers: (servers) => transport.updateIceServers({ iceServers: [...servers] }),
    linkStats: async () => (transport.closed ? undefined : linkStatsIn(await transport.getStats())),
    setJitterTarget(targetMs) {
      if (targetMs === jitterTargetMs) return;
      jitterTargetMs = targetMs;
      for (const consumer of consumers) holdBack(consumer, targetMs);
    },
    close: () => transport.close(),
  };
}

function holdBack({ rtpReceiver }: types.Consumer, targetMs: number): void {
  if (rtpReceiver !== undefined && 'jitterBufferTarget' in rtpReceiver)
    rtpReceiver.jitterBufferTarget = targetMs;
}

function linkStatsIn(reports: RTCStatsReport): LinkStats | undefined {
  let [packetsReceived, packetsLost, rttMs]: [number, number, number | null] = [0, 0, null];
  reports.forEach((report: unknown) => {
    const parsed = v.safeParse(LinkReportSchema, report);
    if (!parsed.success) return;
    const each = parsed.output;
    if (each.type === 'candidate-pair') rttMs = each.currentRoundTripTime * 1_000;
    else {
      packetsReceived += each.packetsReceived;
      // What came again is no longer counted as lost.
      packetsLost += Math.max(each.packetsLost, 0) + each.retransmittedPacketsReceived;
    }
  });
  return packetsReceived === 0 ? undefined : { packetsReceived, packetsLost, rttMs };
}

function toReceivedTrack(consumer: types.Consumer): ReceivedTrack {
  return {
    track: consumer.track,
    lastFrameTimestamp() {
      const [source] = consumer.rtpReceiver?.getSynchronizationSources() ?? [];
      return source?.rtpTimestamp ?? null;
    },
    async stats(): Promise<TrackStats | undefined> {
      if (consumer.closed) return undefined;
      let stats: TrackStats | undefined;
      (await consumer.getStats()).forEach((report: unknown) => {
        const parsed = v.safeParse(InboundSchema, report);
        if (parsed.success) stats = parsed.output;
      });
      return stats;
    },
    close: () => consumer.close(),
  };
}
