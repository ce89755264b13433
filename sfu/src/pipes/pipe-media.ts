import type { PipePath } from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { MediaAddress } from '../config/config.ts';
import { cameraCodec } from '../workers/media-worker.ts';
import type { MediaRouter } from '../workers/media-worker.ts';

/** How a pipe's packets are told apart on the way. */
export type PipeNumbers = {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly rtx: { readonly ssrc: number; readonly payloadType: number };
};

export type PipeMediaOptions = {
  readonly router: MediaRouter;
  readonly address: MediaAddress;
  readonly ports: { readonly min: number; readonly max: number } | undefined;
};

/** One side of the media between two nodes: SRTP over UDP, with what was lost sent again. */
export async function openPipeTransport(options: PipeMediaOptions): Promise<types.PipeTransport> {
  const { router, address, ports } = options;
  return router.router.createPipeTransport({
    listenInfo: {
      protocol: 'udp',
      ip: address.ip,
      ...(address.announced !== undefined && { announcedAddress: address.announced }),
      ...(ports !== undefined && { portRange: ports }),
    },
    enableRtx: true,
    enableSrtp: true,
  });
}

/** What the other side has to know of it. */
export function pathOf(transport: types.PipeTransport, { ip, announced }: MediaAddress): PipePath {
  const { srtpParameters } = transport;
  if (srtpParameters?.cryptoSuite !== 'AEAD_AES_256_GCM')
    throw new Error('mediasoup offers another SRTP suite than is agreed');
  return {
    ip: announced ?? ip,
    port: transport.tuple.localPort,
    srtp: { cryptoSuite: srtpParameters.cryptoSuite, keyBase64: srtpParameters.keyBase64 },
  };
}

export async function connectTo(transport: types.PipeTransport, { ip, port, srtp }: PipePath): Promise<void> {
  await transport.connect({ ip, port, srtpParameters: srtp });
}

/** Of what is sent; undefined where mediasoup describes it in a way that is not known here. */
export function numbersOf({ rtpParameters }: types.Consumer): PipeNumbers | undefined {
  const [video, rtx] = rtpParameters.codecs;
  const [encoding] = rtpParameters.encodings ?? [];
  if (video === undefined || rtx === undefined) return undefined;
  if (encoding?.ssrc === undefined || encoding.rtx === undefined) return undefined;
  const repeated = { ssrc: encoding.rtx.ssrc, payloadType: rtx.payloadType };
  return { ssrc: encoding.ssrc, payloadType: video.payloadType, rtx: repeated };
}

/** The same, as the side that gets it has to declare it. */
export function parametersOf({ ssrc, payloadType, rtx }: PipeNumbers): types.RtpParameters {
  const { mimeType, clockRate, parameters } = cameraCodec;
  return {
    codecs: [
      {
        ...{ mimeType, clockRate, parameters, payloadType },
        rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
      },
      { mimeType: 'video/rtx', clockRate, payloadType: rtx.payloadType, parameters: { apt: payloadType } },
    ],
    encodings: [{ ssrc, rtx: { ssrc: rtx.ssrc } }],
  };
}
