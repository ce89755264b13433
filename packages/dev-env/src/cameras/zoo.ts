import type { CameraSpec } from './camera-spec.ts';

/** What a wall shows of a camera: its picture, with a mark where the SFU changes it, or why there is none. */
export type ZooOutcome =
  | { readonly kind: 'picture'; readonly mark?: 'transcoded' | 'clock_off' }
  | { readonly kind: 'cause'; readonly reason: string };

export type ZooCamera = {
  /** Also the camera's path. */
  readonly name: string;
  readonly about: string;
  readonly spec: CameraSpec;
  readonly outcome: ZooOutcome;
};

const account = { username: 'giamsat', password: 'so-thu-camera' };
const small = 'corridor-a-small-gop1';
const picture: ZooOutcome = { kind: 'picture' };

/**
 * The ways in which cameras in the field differ from what a browser expects, each with what it must come to on a wall.
 * Those with a stream begin in the middle of a group of pictures, as a camera does that others watch already.
 */
export const zoo: readonly ZooCamera[] = [
  animal('sets-in-sdp', 'parameter sets only in SDP', { behaviour: { paramSetsOnlyInSdp: true } }),
  animal('high-profile', 'High profile with 8x8 transform', { loop: 'court-day-medium-high' }),
  animal('stap-a', 'parameter sets in one STAP-A', { behaviour: { stapA: true } }),
  animal('slices-and-aud', 'four slices and a delimiter for each picture', {
    loop: 'reception-medium-slices',
  }),
  animal('large-packets', 'RTP packets of up to 60 000 bytes', {
    loop: 'gate-day-medium-big-nals',
    behaviour: { mtuBytes: 60_000 },
  }),
  animal('no-reports', 'no sender reports', { behaviour: { noSr: true } }),
  animal('clock-hours-off', "its clock is seven hours ahead, as one that takes local time for UTC's", {
    behaviour: { clockOffsetMs: 7 * 3_600_000 },
    outcome: { kind: 'picture', mark: 'clock_off' },
  }),
  animal('clock-drifts', 'its RTP clock runs 1 % too fast', { behaviour: { clockDriftPpm: 10_000 } }),
  animal('new-ssrc', 'changes its SSRC, sequence and time in mid-stream', {}),
  animal('time-jumps', 'its time jumps an hour back in mid-stream', {}),
  animal('repeated-times', 'every second picture repeats a timestamp', {
    behaviour: { duplicateTimestamps: true },
  }),
  animal('b-frames', 'B-frames', {
    loop: 'gate-day-medium-b-frames',
    outcome: { kind: 'picture', mark: 'transcoded' },
  }),
  animal('h265', 'H.265', {
    loop: 'corridor-a-medium-h265',
    outcome: { kind: 'picture', mark: 'transcoded' },
  }),
  animal('aac', 'sound in AAC', { behaviour: { audio: 'aac' } }),
  animal('pcma', 'sound in PCMA', { behaviour: { audio: 'pcma' } }),
  animal('no-sound', 'no sound', {}),
  animal('smart-codec', 'a smart codec: a keyframe each 20 s', { loop: 'fence-night-small-gop20' }),
  animal('digest-sha256', 'digest with SHA-256 alone', { auth: ['digest-sha256'] }),
  animal('redirects', 'sends its viewers on to another stream of its own', {
    behaviour: { redirect: 'stap-a' },
  }),
  animal('udp-only', 'sends over UDP alone', {
    behaviour: { udpOnly: true },
    outcome: { kind: 'cause', reason: 'transport_refused' },
  }),
  animal('motion-jpeg', 'Motion JPEG', {
    behaviour: { codec: 'mjpeg' },
    outcome: { kind: 'cause', reason: 'unsupported_codec' },
  }),
];

function animal(
  name: string,
  about: string,
  parts: Partial<Omit<CameraSpec, 'path'>> & { readonly outcome?: ZooOutcome },
): ZooCamera {
  const { outcome = picture, ...rest } = parts;
  return { name, about, outcome, spec: { path: name, loop: small, ...account, ...rest } };
}
