/**
 * @param {string} text
 * @param {{ from: string, to: string }} change
 * @returns {string | undefined} nothing where `from` does not stand in the text exactly once
 */
export function replaceOnce(text, { from, to }) {
  const parts = text.split(from);
  return parts.length === 2 ? parts.join(to) : undefined;
}
