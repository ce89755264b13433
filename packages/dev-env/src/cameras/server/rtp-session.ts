import { randomBytes, randomInt } from 'node:crypto';
import { datagramsOf, stampFrame } from '../rtp/packet-template.ts';
import { encodeSenderReport } from '../rtp/sender-report.ts';
import type { FrameTemplate } from '../rtp/packet-template.ts';
import type { Socket as DatagramSocket } from 'node:dgram';
import type { Socket } from 'node:net';

export type SessionTransport =
  | { readonly kind: 'tcp'; readonly socket: Socket; readonly channel: number }
  | {
      readonly kind: 'udp';
      readonly host: string;
      readonly rtpPort: number;
      readonly rtcpPort: number;
      readonly rtp: DatagramSocket;
      readonly rtcp: DatagramSocket;
    };

export type SendOptions = {
  /** RTP time of the picture on the camera's own clock; the session adds its random base. */
  readonly rtpTime: number;
  readonly noisePayload: boolean;
};

/** Bytes that may wait in one viewer's connection before whole pictures are dropped. */
const maxWaitingBytes = 512 * 1024;
const interleavedOverheadBytes = 16;

/** One viewer's hold on one camera: its SSRC, its numbering, and the way its packets go. */
export class RtpSession {
  readonly id = randomBytes(8).toString('hex');
  readonly transport: SessionTransport;
  isPlaying = false;
  lastHeardAtMs: number;
  packets = 0;
  bytes = 0;
  framesDropped = 0;
  private ssrc = 0;
  private sequence = 0;
  private timestampBase = 0;
  private payloadBytes = 0;
  private needsKeyframe = false;
  private nextReportAtMs = 0;

  constructor(transport: SessionTransport, nowMs: number) {
    this.transport = transport;
    this.lastHeardAtMs = nowMs;
    this.renew();
  }

  /** A new SSRC and new bases for sequence numbers and timestamps, as after a reboot. */
  renew(): void {
    this.ssrc = randomInt(2 ** 32);
    this.sequence = randomInt(2 ** 16);
    this.timestampBase = randomInt(2 ** 32);
  }

  /** `mayBeginAnywhere`: without waiting for a keyframe. */
  play(mayBeginAnywhere: boolean): void {
    this.isPlaying = true;
    this.needsKeyframe = !mayBeginAnywhere;
    this.nextReportAtMs = 0;
  }

  describeStart(rtpTime: number): { ssrc: string; sequence: number; rtpTime: number } {
    return { ssrc: this.ssrcText(), sequence: this.sequence, rtpTime: (this.timestampBase + rtpTime) >>> 0 };
  }

  ssrcText(): string {
    return this.ssrc.toString(16).padStart(8, '0').toUpperCase();
  }

  sendFrame(template: FrameTemplate, options: SendOptions): void {
    if (this.needsKeyframe && !template.isKeyframe) return;
    if (this.isBlocked()) {
      this.dropFrame(template);
      return;
    }
    this.needsKeyframe = false;
    const timestamp = this.timestampBase + options.rtpTime;
    const channel = this.transport.kind === 'tcp' ? this.transport.channel : 0;
    const stamped = stampFrame(template, { channel, sequence: this.sequence, timestamp, ssrc: this.ssrc });
    if (options.noisePayload) overwritePayloads(template, stamped);
    this.sequence = (this.sequence + template.offsets.length) & 0xffff;
    this.packets += template.offsets.length;
    this.bytes += stamped.length;
    this.payloadBytes += stamped.length - interleavedOverheadBytes * template.offsets.length;
    if (this.transport.kind === 'tcp') {
      this.transport.socket.write(stamped);
      return;
    }
    const { rtp, rtpPort, host } = this.transport;
    for (const datagram of datagramsOf(template, stamped)) rtp.send(datagram, rtpPort, host);
  }

  /** At most once a second. `rtpTime` belongs to the same instant as `wallClockMs`. */
  sendReport(o: { nowMs: number; wallClockMs: number; rtpTime: number; canonicalName: string }): void {
    if (o.nowMs < this.nextReportAtMs || this.needsKeyframe) return;
    this.nextReportAtMs = o.nowMs + 1000;
    const report = encodeSenderReport({
      ssrc: this.ssrc,
      wallClockMs: o.wallClockMs,
      rtpTime: this.timestampBase + o.rtpTime,
      packets: this.packets,
      payloadBytes: this.payloadBytes,
      canonicalName: o.canonicalName,
    });
    if (this.transport.kind === 'udp') {
      this.transport.rtcp.send(report, this.transport.rtcpPort, this.transport.host);
      return;
    }
    const header = Buffer.from([0x24, this.transport.channel + 1, report.length >> 8, report.length & 0xff]);
    this.transport.socket.write(Buffer.concat([header, report]));
  }

  /** Bytes in the place of an interleaved frame whose framing says nothing true. */
  sendBrokenFraming(): void {
    if (this.transport.kind === 'tcp' && !this.isBlocked()) this.transport.socket.write(randomBytes(200));
  }

  private isBlocked(): boolean {
    return this.transport.kind === 'tcp' && this.transport.socket.writableLength > maxWaitingBytes;
  }

  /** The gap in the numbering tells the viewer what was lost; it goes on at a keyframe, which needs nothing before it. */
  private dropFrame(template: FrameTemplate): void {
    this.framesDropped += 1;
    this.sequence = (this.sequence + template.offsets.length) & 0xffff;
    this.needsKeyframe = true;
  }
}

function overwritePayloads(template: FrameTemplate, stamped: Buffer): void {
  template.offsets.forEach((at, index) => {
    const end = template.offsets[index + 1] ?? stamped.length;
    randomBytes(end - at - interleavedOverheadBytes).copy(stamped, at + interleavedOverheadBytes);
  });
}
