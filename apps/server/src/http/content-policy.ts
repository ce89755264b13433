import { createHash } from 'node:crypto';
import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * What a page of ours may do: talk to this origin, and run the scripts of this build. The one inline script is the frame's
 * start, named by its hash. `edges`: origins of the nodes at facilities, to whose signalling alone it may talk besides.
 */
export function securityHeaders(
  fallbackHtml: string | undefined,
  { secure, edges }: { readonly secure: boolean; readonly edges: readonly string[] },
): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...inlineScriptHashes(fallbackHtml ?? '')],
        styleSrc: ["'self'"],
        // Attributes only: a <style> element still needs to come from a file.
        styleSrcAttr: ["'unsafe-inline'"],
        connectSrc: ["'self'", ...edges.map((edge) => edge.replace(/^http/, 'ws'))],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        // No text becomes markup or script but through Svelte's own policy and the one that names the page's two workers.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['svelte-trusted-html', 'default'],
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: 'deny' },
  };
}

/**
 * The worker that stretches a PIN has a policy of its own, in the header of its file: it may compile WebAssembly, and nothing else
 * that the page may: it reaches no network, loads no other script and makes none from text (docs/decisions/0073).
 */
export const pinWorkerPolicy =
  "default-src 'none'; script-src 'wasm-unsafe-eval'; require-trusted-types-for 'script'";

export function isPinWorker(path: string): boolean {
  return /^\/_app\/immutable\/workers\/pin-worker-[\w-]+\.js$/.test(path);
}

/** The application uses neither the tablet's own camera nor its microphone, and no page of it ever may. */
export const permissionsPolicy = [
  'camera=()',
  'microphone=()',
  'geolocation=()',
  'payment=()',
  'usb=()',
  'display-capture=()',
].join(', ');

export function inlineScriptHashes(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
}
