import { execFileSync } from 'node:child_process';
import { step } from '../console.mjs';
import { Fail } from '../fail.mjs';
import { isAtLeast, minimumRuntime } from '../node-version.mjs';
import { runtimeNode } from '../paths.mjs';

/** Systems for which the lockfile brings Node along; on others the user's own must be new enough. */
export function bringsItsOwnNode() {
  return process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');
}

/** Early and cheap: before anything is downloaded. */
export function refuseUnusableNode() {
  if (bringsItsOwnNode() || isAtLeast(process.versions.node, minimumRuntime)) return;
  throw new Fail(runtimeMessage(process.versions.node));
}

/** After the dependencies are there: the Node that everything else will run under. */
export function checkRuntimeNode() {
  const node = runtimeNode();
  const version = node === process.execPath ? process.versions.node : versionOf(node);
  if (!isAtLeast(version, minimumRuntime)) throw new Fail(runtimeMessage(version));
  step('node').done(version);
}

/** @param {string} version */
export function runtimeMessage(version) {
  const { major, minor } = minimumRuntime;
  return `Node ${version} cannot run Trực on ${process.platform}/${process.arch}: install Node ${major}.${minor} or newer (24 is best), then run this again`;
}

/** @param {string} node */
function versionOf(node) {
  try {
    return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().replace(/^v/, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Fail(
      `the Node in node_modules does not run (${reason}): delete node_modules, then run this again`,
    );
  }
}
