import type { BrowserContext } from '@playwright/test';

declare global {
  interface Window {
    __peers?: RTCPeerConnection[];
  }
}

/** Lets a bench read the counters of every PeerConnection that a page makes. */
export async function observePeers(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const peers: RTCPeerConnection[] = [];
    window.__peers = peers;
    const Original = RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        peers.push(this);
      }
    };
  });
}
