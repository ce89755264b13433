import type { BrowserContext } from '@playwright/test';

export type PeerPolicy = {
  /** Only over a relay of this kind, by this name and password if they are not to be the page's own. */
  readonly url: string;
  readonly credentials?: { readonly username: string; readonly credential: string };
};

/** Lets the pages of a context use no path but that of one TURN server. Before anything else runs. */
export async function useRelayOnly(context: BrowserContext, policy: PeerPolicy): Promise<void> {
  await context.addInitScript(({ url, credentials }) => {
    const narrow = (given: RTCConfiguration | undefined): RTCConfiguration => ({
      ...given,
      iceTransportPolicy: 'relay',
      iceServers: (given?.iceServers ?? []).map((server) => ({ ...server, urls: url, ...credentials })),
    });
    const Original = RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(given?: RTCConfiguration) {
        super(narrow(given));
      }

      override setConfiguration(given?: RTCConfiguration): void {
        super.setConfiguration(narrow(given));
      }
    };
  }, policy);
}
