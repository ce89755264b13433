import 'webrtc-adapter';
import { Device } from 'mediasoup-client';
import type { types } from 'mediasoup-client';
import * as v from 'valibot';
import type { CreateDevice, MediaDevice, MediaReceiver, ReceivedTrack, TrackStats } from './ports.ts';

export type BrowserDeviceOptions = {
  /** How much the browser may hold back against jitter: 0 on a wall, 200-400 on a flaky tablet. In ms. */
  readonly jitterBufferTargetMs: number;
};

/** The browser's report on what it receives; Firefox leaves counters out until they count. */
const InboundSchema = v.object({
  type: v.literal('inbound-rtp'),
  packetsReceived: v.optional(v.number(), 0),
  framesDecoded: v.optional(v.number(), 0),
});

/** mediasoup-client in this browser. */
export function browserDevice(options: BrowserDeviceOptions): CreateDevice {
  return async (routerRtpCapabilities) => {
    const device = await Device.factory();
    await device.load({ routerRtpCapabilities });
    return toMediaDevice(device, options);
  };
}

function toMediaDevice(device: types.Device, options: BrowserDeviceOptions): MediaDevice {
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
      return toReceiver(recvTransport, options);
    },
  };
}

function toReceiver(transport: types.Transport, options: BrowserDeviceOptions): MediaReceiver {
  return {
    async receive(description) {
      const consumer = await transport.consume({
        id: description.id,
        producerId: description.producerId,
        kind: description.kind,
        rtpParameters: description.rtpParameters as unknown as types.RtpParameters,
      });
      if (consumer.rtpReceiver !== undefined && 'jitterBufferTarget' in consumer.rtpReceiver) {
        consumer.rtpReceiver.jitterBufferTarget = options.jitterBufferTargetMs;
      }
      return toReceivedTrack(consumer);
    },
    restartIce: (iceParameters) =>
      transport.restartIce({ iceParameters: iceParameters as types.IceParameters }),
    setTurnServers: (servers) => transport.updateIceServers({ iceServers: [...servers] }),
    close: () => transport.close(),
  };
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
