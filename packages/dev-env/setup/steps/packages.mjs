/**
 * What the operating system has to bring, by Debian's names. `probe` is a command that succeeds where the thing is
 * there without Debian's package (another distribution, a build of one's own).
 * @typedef {{ name: string, probe?: string[] }} SystemPackage
 */

/** @type {SystemPackage[]} */
export const forRunning = [{ name: 'ffmpeg', probe: ['ffmpeg', '-version'] }];

/** @type {SystemPackage[]} */
export const forBuildingTheWorker = [
  { name: 'g++', probe: ['g++', '--version'] },
  { name: 'make', probe: ['make', '--version'] },
  { name: 'cmake', probe: ['cmake', '--version'] },
  { name: 'ninja-build', probe: ['ninja', '--version'] },
  { name: 'pkg-config', probe: ['pkg-config', '--version'] },
  { name: 'libuv1-dev', probe: ['pkg-config', '--exists', 'libuv'] },
  { name: 'libssl-dev', probe: ['pkg-config', '--exists', 'openssl'] },
  { name: 'libsrtp2-dev', probe: ['pkg-config', '--exists', 'libsrtp2'] },
  { name: 'libflatbuffers-dev', probe: ['pkg-config', '--exists', 'flatbuffers'] },
  { name: 'flatbuffers-compiler', probe: ['flatc', '--version'] },
];

/** A browser with H.264: Playwright's own Chromium has none. The TURN server that nobody here wrote. */
/** @type {SystemPackage[]} */
export const forBrowserTests = [
  { name: 'chromium' },
  { name: 'coturn', probe: ['turnserver', '--version'] },
  { name: 'openssl', probe: ['openssl', 'version'] },
];

/** The media server that the benches measure beside ours. */
/** @type {SystemPackage[]} */
export const forBenches = [{ name: 'janus', probe: ['janus', '--version'] }];

/** The RTSP server that nobody here wrote, and the PostgreSQL that nobody here packaged. */
/** @type {SystemPackage[]} */
export const forIntegrationTests = [
  { name: 'gir1.2-gst-rtsp-server-1.0' },
  { name: 'python3-gi' },
  { name: 'gstreamer1.0-plugins-base' },
  { name: 'gstreamer1.0-plugins-good' },
  { name: 'gstreamer1.0-plugins-bad' },
  { name: 'gstreamer1.0-plugins-ugly' },
  { name: 'gstreamer1.0-libav' },
  { name: 'gstreamer1.0-tools', probe: ['gst-inspect-1.0', '--version'] },
  { name: 'postgresql-15', probe: ['/usr/lib/postgresql/15/bin/postgres', '--version'] },
];
