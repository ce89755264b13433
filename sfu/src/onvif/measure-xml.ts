/** What a recorder of 64 channels has to tell of fits in well; what is larger is no answer. */
export type XmlLimits = {
  /** Elements and attributes together. */
  readonly parts: number;
  readonly depth: number;
  /** Of one text or one attribute, in characters. */
  readonly text: number;
};

const spans: readonly (readonly [string, string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
];

/**
 * Whether a document is larger than the limits say. It walks the text once, as a parser would, before one does: what hides
 * tags in comments, quotes or names of other letters is counted all the same.
 */
export function isOvergrown(xml: string, limits: XmlLimits): boolean {
  let parts = 0;
  let depth = 0;
  let at = 0;
  while (at < xml.length) {
    const tag = indexOr(xml, '<', at);
    if (tag - at > limits.text) return true;
    const span = spans.find(([opening]) => xml.startsWith(opening, tag));
    if (span) {
      at = indexOr(xml, span[1], tag + span[0].length) + span[1].length;
      if (at - tag > limits.text) return true;
      continue;
    }
    const { end, attributes, longest } = walkTag(xml, tag + 1);
    if (xml[tag + 1] === '/') depth -= 1;
    else if (xml[end - 1] !== '/') depth += 1;
    parts += 1 + attributes;
    if (parts > limits.parts || depth > limits.depth || longest > limits.text) return true;
    at = end + 1;
  }
  return false;
}

/** To the tag's end, past quotes that may hold its sign. */
function walkTag(xml: string, start: number) {
  let attributes = 0;
  let longest = 0;
  let at = start;
  for (; at < xml.length && xml[at] !== '>'; at += 1) {
    const quote = xml[at];
    if (quote !== '"' && quote !== "'") continue;
    const close = indexOr(xml, quote, at + 1);
    longest = Math.max(longest, close - at);
    attributes += 1;
    at = close;
  }
  return { end: at, attributes, longest: Math.max(longest, at - start - longest) };
}

function indexOr(text: string, sought: string, from: number): number {
  const found = text.indexOf(sought, from);
  return found === -1 ? text.length : found;
}
