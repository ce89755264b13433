import type { Handle } from '@sveltejs/kit/hooks';

/** What the field for a PIN is written in. Without them it would be laid out in another font first, and that one looked for. */
const doorFonts = /be-vietnam-pro-latin-(?:400|500|600)-|be-vietnam-pro-vietnamese-(?:400|600)-/;

/**
 * Runs once, when the page that stands for every address is made. Chromium compiles anew at each start what was preloaded as a
 * module, although its own cache of the compiled code comes with it; what was preloaded as a script, and is imported then as a
 * module, it takes out of that cache, read beside the page's thread (decision 0068).
 */
export const handle: Handle = ({ event, resolve }) =>
  resolve(event, {
    preload: ({ type, path }) => type === 'js' || type === 'css' || (type === 'font' && doorFonts.test(path)),
    transformPageChunk: ({ html }) =>
      html.replaceAll('rel="modulepreload"', 'rel="preload" as="script" crossorigin'),
  });
