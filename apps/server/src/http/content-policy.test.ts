import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inlineScriptHashes } from './content-policy.ts';

describe('content policy', () => {
  it('names every inline script by its hash, and no script that comes from a file', () => {
    const script = '\n\tstart("x");\n';
    const hash = createHash('sha256').update(script).digest('base64');
    const html = `<script src="/a.js"></script><script type="module">${script}</script><link rel="x">`;
    expect(inlineScriptHashes(html)).toEqual([`'sha256-${hash}'`]);
  });
});
