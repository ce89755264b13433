/** Whether the first thing that somebody sees of this page, mostly the field for his PIN, has been painted. */
const shown = Promise.withResolvers<undefined>();
let isShown = false;

export function handleDoorShown(): void {
  isShown = true;
  shown.resolve(undefined);
}

/**
 * What a page is made of: loaded behind the door when the visit begins there, while a PIN is being typed; later, before the page
 * is shown, as every other.
 */
export async function behindDoor<View>(load: () => Promise<View>): Promise<{ readonly view: Promise<View> }> {
  if (!isShown) return { view: shown.promise.then(load) };
  const view = load();
  await view;
  return { view };
}
