/** Ids of the demonstration: readable, stable, the same at every seeding. */
export function facilityId(site: number): string {
  return `cs-${two(site)}`;
}

export function postId(site: number, number: 1 | 2): string {
  return `${facilityId(site)}-vt${number}`;
}

export function cameraId(site: number, number: number): string {
  return `${facilityId(site)}-cam${two(number)}`;
}

export function two(number: number): string {
  return String(number).padStart(2, '0');
}
