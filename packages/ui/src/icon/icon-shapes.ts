type Shape = readonly [tag: string, attributes: Readonly<Record<string, string>>];

/** An icon as Lucide's files give it. */
export type IconData = { readonly name: string; readonly node: readonly Shape[] };

const drawn = new Map<string, DocumentFragment>();

/** What is within the frame: drawn once, and copied from then on. */
export function shapesOf({ name, node }: IconData): DocumentFragment {
  let shapes = drawn.get(name);
  if (shapes === undefined) {
    shapes = document.createDocumentFragment();
    for (const [tag, attributes] of node) {
      const shape = document.createElementNS('http://www.w3.org/2000/svg', tag);
      for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
      shapes.append(shape);
    }
    drawn.set(name, shapes);
  }
  return document.importNode(shapes, true);
}
