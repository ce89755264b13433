import { ended, start } from './processes.mjs';

/** Shows what ran beside something else once that has ended: two outputs at once read like neither. */
export function holdOutput() {
  /** @type {string[]} */
  const texts = [];
  return {
    /** @type {typeof import('./processes.mjs').runShown} */
    async run(command, args, options = {}) {
      const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => texts.push(text));
      const { code, error } = await ended(child);
      if (error) texts.push(`✗ ${command} does not start: ${error.message}\n`);
      return code ?? 1;
    },
    /** @param {string} text */
    say: (text) => void texts.push(`${text}\n`),
    show: () => void process.stdout.write(texts.join('')),
  };
}
