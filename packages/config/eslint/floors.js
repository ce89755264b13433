import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { roomOfDoor, roomOfFile, rooms } from './rooms.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * An import goes only where the table of rooms allows: through a package's door, to a lower floor.
 * @type {import('eslint').Rule.RuleModule}
 */
export const floors = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      closed:
        '{{from}} (floor {{floorFrom}}) may not import {{to}} (floor {{floorTo}}): see packages/config/eslint/rooms.js.',
      wall: '"{{specifier}}" reaches through the wall of {{to}}: import its door {{door}}.',
    },
  },
  create(context) {
    const path = pathFromRoot(context.filename);
    const from = roomOfFile(path);
    if (from === null) return {};
    const isTest = /\.(test|spec)\.ts$|\/test\//.test(path);
    const allowed = new Set([
      from,
      ...rooms[from].imports,
      ...(isTest ? (rooms[from].testsImport ?? []) : []),
    ]);

    function check(node) {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string') return;
      const relativeImport = specifier.startsWith('.');
      const to = relativeImport
        ? roomOfFile(pathFromRoot(join(dirname(context.filename), specifier)))
        : roomOfDoor(specifier);
      if (to === null) return;
      if (relativeImport && to !== from) {
        context.report({ node, messageId: 'wall', data: { specifier, to, door: rooms[to].door } });
      } else if (!allowed.has(to)) {
        const data = { from, to, floorFrom: rooms[from].floor, floorTo: rooms[to].floor };
        context.report({ node, messageId: 'closed', data });
      }
    }

    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

function pathFromRoot(file) {
  return relative(root, file).split(sep).join('/');
}
