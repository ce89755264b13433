/** Entry point of `npm run bench -- <name>`: measures one thing, or all. Ends with 0 also when a target is missed. */
import { currentLoad, printReport, type Report } from './report.ts';
import { isBenchName, targets, type BenchName } from './targets.ts';

type Measure = () => Promise<Omit<Report, 'name'>>;

/** Loaded when asked for: a bench of the log needs no browser, and one of pictures no hashing. */
const benches: Readonly<Record<BenchName, () => Promise<Measure>>> = {
  'first-picture': async () => (await import('./first-picture.ts')).measureFirstPicture,
  poster: async () => (await import('./poster.ts')).measurePoster,
  hidden: async () => (await import('./hidden.ts')).measureHidden,
  'video-latency': async () => (await import('./video-latency.ts')).measureVideoLatency,
  'wall-open': async () => (await import('./wall-open.ts')).measureWallOpen,
  sharp: async () => (await import('./sharp.ts')).measureSharp,
  'camera-reboot': async () => (await import('./camera-reboot.ts')).measureCameraReboot,
  'cameras-per-core': async () => (await import('./cameras-per-core.ts')).measureCamerasPerCore,
  'link-loss': async () => (await import('./link-loss.ts')).measureLinkLoss,
  'viewers-per-core': async () => (await import('./viewers-per-core.ts')).measureViewersPerCore,
  revoke: async () => (await import('./revoke.ts')).measureRevoke,
  'flaky-tablet': async () => (await import('./flaky-tablet.ts')).measureFlakyTablet,
  peers: async () => (await import('./peers.ts')).measurePeers,
  'wall-soak': async () => (await import('./wall-soak.ts')).measureWallSoak,
  'save-offline': async () => (await import('./save-offline.ts')).measureSaveOffline,
  propagate: async () => (await import('./propagate.ts')).measurePropagate,
  notify: async () => (await import('./notify.ts')).measureNotify,
  tamper: async () => (await import('./tamper.ts')).measureTamper,
  sim: async () => (await import('./sim.ts')).measureSim,
  museum: async () => (await import('./museum.ts')).measureMuseum,
  leak: async () => (await import('./leak.ts')).measureLeak,
  'kill-browser': async () => (await import('./kill-browser.ts')).measureKillBrowser,
  'no-plaintext': async () => (await import('./no-plaintext.ts')).measureNoPlaintext,
  'open-logbook': async () => (await import('./open-logbook.ts')).measureOpenLogbook,
  search: async () => (await import('./search.ts')).measureSearch,
  timeline: async () => (await import('./timeline.ts')).measureTimeline,
  board: async () => (await import('./board.ts')).measureBoard,
  'engine-size': async () => (await import('./engine-size.ts')).measureEngineSize,
  ingest: async () => (await import('./ingest.ts')).measureIngest,
  storm: async () => (await import('./storm.ts')).measureStorm,
  bytes: async () => (await import('./bytes.ts')).measureBytes,
};

const asked = process.argv[2] ?? '';
const names = Object.keys(targets).filter(isBenchName);
const chosen = asked === 'all' ? names : names.filter((name) => name === asked);
if (chosen.length === 0) {
  console.error(`Which bench? One of: ${names.join(', ')}, all`);
  process.exit(2);
}
for (const name of chosen) {
  const loadBefore = currentLoad();
  const measure = await benches[name]();
  printReport({ name, ...(await measure()) }, loadBefore);
}
// Keep-alive sockets and the browser's pipes may linger; everything that was started has been stopped by now.
process.exit(0);
