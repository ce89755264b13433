import { networkInterfaces } from 'node:os';
import type { CameraId } from '@truc/media/signalling';
import { CameraIdSchema } from '@truc/media/signalling';
import { createOnvifDevice, discoverDevices } from '@truc/sfu/onvif';
import type { FoundDevice } from '@truc/sfu/onvif';
import * as v from 'valibot';
import { systemClock, systemTimers } from '../context/system-ports.ts';
import type { CameraRegister } from './camera-register.ts';
import type { CameraSource } from './camera-source.ts';
import { proposeSource } from './propose-source.ts';
import type { Proposal, ProposalWarning, ProposedStream } from './propose-source.ts';

/** What a person at the terminal, or a file, says. `nameOf`: the camera's id for the register; undefined leaves it out. */
export interface DiscoverDesk {
  account(): Promise<{ readonly username: string; readonly password: string }>;
  nameOf(device: FoundDevice, suggested: string): Promise<string | undefined>;
  say(line: string): void;
}

const waitMs = 3_000;

/** Finds devices, shows what each would bring, and puts what is confirmed into the register: both streams and the endpoint. */
export async function discover(
  register: CameraRegister,
  desk: DiscoverDesk,
  interfaces: readonly string[],
): Promise<number> {
  const addresses = addressesOf(interfaces);
  if (addresses.length === 0) {
    desk.say(`no such interface: ${interfaces.join(', ')}`);
    return 1;
  }
  const devices = await discoverDevices({ addresses, waitMs, timers: systemTimers });
  desk.say(`${devices.length} found`);
  if (devices.length === 0) return 0;
  const account = await desk.account();
  const confirmed: CameraSource[] = [];
  for (const device of devices) {
    const source = await examine(device, account, desk);
    if (source !== undefined) confirmed.push(source);
  }
  if (confirmed.length > 0) await register.put(confirmed);
  desk.say(`${confirmed.length} put`);
  return 0;
}

async function examine(
  device: FoundDevice,
  account: { readonly username: string; readonly password: string },
  desk: DiscoverDesk,
): Promise<CameraSource | undefined> {
  desk.say(`\n${new URL(device.url).host}  ${device.name}  ${device.hardware}`);
  const asked = createOnvifDevice(
    { url: device.url, ...account },
    { clock: systemClock, timers: systemTimers },
  );
  const proposal = await proposeSource(asked, () => systemClock.now());
  asked.close();
  if (!proposal.ok) {
    desk.say(`  ${proposal.error.code}`);
    return undefined;
  }
  if (proposal.value === undefined) {
    desk.say('  no stream');
    return undefined;
  }
  for (const line of describe(proposal.value)) desk.say(`  ${line}`);
  const name = await desk.nameOf(device, suggestId(device.name));
  if (name === undefined) return undefined;
  const camera = v.safeParse(CameraIdSchema, name);
  if (camera.success) return toSource(camera.output, device, { proposal: proposal.value, account });
  desk.say('  not a camera id: small letters, digits and -');
  return undefined;
}

function toSource(
  camera: CameraId,
  device: FoundDevice,
  { proposal, account }: { proposal: Proposal; account: { username: string; password: string } },
): CameraSource {
  const stream = ({ url, token }: ProposedStream) => ({ url, profile: token });
  return {
    camera,
    ...account,
    main: stream(proposal.main),
    ...(proposal.sub === undefined ? {} : { sub: stream(proposal.sub) }),
    onvif: { url: device.url },
  };
}

const warningWords: Readonly<Record<ProposalWarning, string>> = {
  no_h264: 'no stream is H.264: tiles need the fallback lane; set one stream to H.264',
  sub_missing: 'one stream only: every tile pulls the large picture',
  sub_not_h264: 'the sub-stream is not H.264: set it to H.264',
  main_not_h264: 'the main stream is not H.264: it is shown through the fallback lane only',
  sub_small: 'the sub-stream is smaller than 320x240: browsers decode many of those by the processor',
  long_gop_main:
    'the main stream has a keyframe less often than every 4 s: shorten its GOP, switch a smart codec off',
  long_gop_sub:
    'the sub-stream has a keyframe less often than every 4 s: shorten its GOP, switch a smart codec off',
  may_hold_b_frames: 'a stream is not Baseline: see to it that B-frames are off',
  clock_off: 'the clock is off',
};

function describe({ main, sub, clockOffsetMs, hasPtz, warnings }: Proposal): readonly string[] {
  const line = (name: string, { codec, width, height, fps, gop }: ProposedStream) =>
    `${name}: ${codec ?? '?'} ${width ?? '?'}x${height ?? '?'} ${fps ?? '?'}/s, GOP ${gop ?? '?'}`;
  const minutes = clockOffsetMs === undefined ? '' : ` by ${(clockOffsetMs / 60_000).toFixed(1)} min`;
  return [
    line('main', main),
    ...(sub === undefined ? [] : [line('sub', sub)]),
    ...(hasPtz ? ['PTZ'] : []),
    ...warnings.map((warning) => `! ${warningWords[warning]}${warning === 'clock_off' ? minutes : ''}`),
  ];
}

function suggestId(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
}

/** IPv4 addresses of the interfaces that are named, or of all but loopback. */
function addressesOf(names: readonly string[]): readonly string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(
        ({ family, internal }) =>
          family === 'IPv4' && (names.length === 0 ? !internal : names.includes(name)),
      )
      .map(({ address }) => address),
  );
}
