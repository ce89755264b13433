import type { OnvifDevice, OnvifOutcome, OnvifProfile } from '@truc/sfu/onvif';
import { ok } from '@truc/base';

/** What whoever sets the camera up should change in it, or know. */
export const proposalWarnings = [
  'no_h264',
  'sub_missing',
  'sub_not_h264',
  'main_not_h264',
  'sub_small',
  'long_gop_main',
  'long_gop_sub',
  'may_hold_b_frames',
  'clock_off',
] as const;
export type ProposalWarning = (typeof proposalWarnings)[number];

export type ProposedStream = OnvifProfile & { readonly url: string };
/** `clockOffsetMs`: the device's clock minus ours. */
export type Proposal = {
  readonly main: ProposedStream;
  readonly sub?: ProposedStream;
  readonly clockOffsetMs: number | undefined;
  readonly hasPtz: boolean;
  readonly warnings: readonly ProposalWarning[];
};

/** Browsers decode smaller pictures by the processor once there are many of them. */
const leastSub = { width: 320, height: 240 };
const tilePixels = 1_000_000;
/** Who joins waits for a keyframe; a smart codec that stretches its GOP makes that tens of seconds. */
const longestGopSeconds = 4;
const clockToleranceMs = 5_000;

/** Asks a device for its profiles and streams, and proposes the largest as main and a small one of H.264 as sub. */
export async function proposeSource(
  device: OnvifDevice,
  nowMs: () => number,
): OnvifOutcome<Proposal | undefined> {
  const clock = await device.readClock();
  const profiles = await device.listProfiles();
  if (!profiles.ok) return profiles;
  const streams: ProposedStream[] = [];
  for (const profile of profiles.value) {
    const url = await device.readStreamUrl(profile.token);
    if (url.ok && isPlainRtsp(url.value)) streams.push({ ...profile, url: withoutAccount(url.value) });
  }
  const offset = clock.ok ? clock.value - nowMs() : undefined;
  return ok(choose(streams, offset));
}

export function choose(
  streams: readonly ProposedStream[],
  clockOffsetMs: number | undefined,
): Proposal | undefined {
  const bySize = streams.toSorted((a, b) => pixels(b) - pixels(a));
  const main = bySize[0];
  if (main === undefined) return undefined;
  const sub = chooseSub(bySize.slice(1));
  return {
    main,
    ...(sub === undefined ? {} : { sub }),
    clockOffsetMs,
    hasPtz: streams.some(({ hasPtz }) => hasPtz),
    warnings: warningsOf({ main, sub, clockOffsetMs }),
  };
}

/** The largest that is small enough for a tile, H.264 before all others. */
function chooseSub(others: readonly ProposedStream[]): ProposedStream | undefined {
  const small = others.filter((stream) => pixels(stream) <= tilePixels);
  return small.find(isH264) ?? others.findLast(isH264) ?? small[0] ?? others.at(-1);
}

function warningsOf(chosen: {
  readonly main: ProposedStream;
  readonly sub: ProposedStream | undefined;
  readonly clockOffsetMs: number | undefined;
}): readonly ProposalWarning[] {
  const { main, sub, clockOffsetMs } = chosen;
  const streams = sub === undefined ? [main] : [main, sub];
  const found: readonly [boolean, ProposalWarning][] = [
    [!streams.some(isH264), 'no_h264'],
    [sub === undefined, 'sub_missing'],
    [sub !== undefined && !isH264(sub), 'sub_not_h264'],
    [!isH264(main), 'main_not_h264'],
    [sub !== undefined && pixels(sub) < leastSub.width * leastSub.height, 'sub_small'],
    [isLongGop(main), 'long_gop_main'],
    [sub !== undefined && isLongGop(sub), 'long_gop_sub'],
    [streams.some(mayReorder), 'may_hold_b_frames'],
    [clockOffsetMs !== undefined && Math.abs(clockOffsetMs) > clockToleranceMs, 'clock_off'],
  ];
  return found.flatMap(([holds, warning]) => (holds ? [warning] : []));
}

function isH264({ codec }: ProposedStream): boolean {
  return codec === 'h264';
}

function pixels({ width = 0, height = 0 }: ProposedStream): number {
  return width * height;
}

function isLongGop({ gop, fps }: ProposedStream): boolean {
  return gop !== undefined && fps !== undefined && fps > 0 && gop / fps > longestGopSeconds;
}

/** ONVIF does not say it; Baseline cannot have them, the others may. The ingest tells when it sees one. */
function mayReorder(stream: ProposedStream): boolean {
  return isH264(stream) && stream.codecProfile !== undefined && !/baseline/i.test(stream.codecProfile);
}

function isPlainRtsp(url: string): boolean {
  return URL.canParse(url) && ['rtsp:', 'rtsps:'].includes(new URL(url).protocol);
}

/** Some devices write the account into the address; it belongs into its own fields. */
function withoutAccount(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}
