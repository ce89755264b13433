// Deliberately old-fashioned syntax: see cli.mjs.

/** The oldest Node that can run this set-up; everything after it runs under the Node that the set-up installs. */
export const minimumBootstrap = { major: 18, minor: 17 };

/** What SvelteKit and mediasoup ask for; npm under an older Node silently resolves to releases a year old. */
export const minimumRuntime = { major: 22, minor: 17 };

/**
 * @param {string} version such as '16.20.2'
 * @returns {string | undefined} a sentence for the person at the keyboard, or nothing where the version will do
 */
export function nodeTooOldMessage(version) {
  if (isAtLeast(version, minimumBootstrap)) return undefined;
  const wanted = minimumBootstrap.major + '.' + minimumBootstrap.minor;
  return (
    'Node ' + version + ' is too old: install Node ' + wanted + ' or newer (24 is best), then run this again'
  );
}

/**
 * @param {string} version such as '24.21.0'
 * @param {{ major: number, minor: number }} minimum
 */
export function isAtLeast(version, minimum) {
  const parts = version.split('.');
  const major = Number(parts[0]);
  return major === minimum.major ? Number(parts[1]) >= minimum.minor : major > minimum.major;
}
