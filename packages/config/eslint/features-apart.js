import { dirname, resolve } from 'node:path';

const featurePattern = /\/apps\/web\/src\/lib\/features\/([^/]+)\//;

/**
 * Features of the web never import one another: views and routes introduce them.
 * @type {import('eslint').Rule.RuleModule}
 */
export const featuresApart = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      met: 'Feature "{{from}}" imports feature "{{to}}": compose the two in lib/views or a route.',
      up: 'A feature does not know the views or routes that show it.',
    },
  },
  create(context) {
    const from = featurePattern.exec(context.filename)?.[1];
    if (from === undefined) return {};
    return {
      ImportDeclaration(node) {
        const specifier = String(node.source.value);
        const target = specifier.startsWith('#lib/')
          ? specifier.replace('#lib/', '/apps/web/src/lib/')
          : resolve(dirname(context.filename), specifier);
        const to = featurePattern.exec(target)?.[1];
        if (to !== undefined && to !== from) context.report({ node, messageId: 'met', data: { from, to } });
        if (/\/apps\/web\/src\/(routes|lib\/views)\//.test(target)) context.report({ node, messageId: 'up' });
      },
    };
  },
};
