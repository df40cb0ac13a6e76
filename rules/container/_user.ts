import type { Stage } from '../../core/facts/documents/dockerfile.js';

/** Programs with which an entrypoint goes on as somebody else. */
export const dropsPrivileges = (stage: Stage): boolean =>
  ['ENTRYPOINT', 'CMD'].some(keyword =>
    stage
      .last(keyword)
      ?.script.commands.some(({ name, wrappers, words }) =>
        [name, ...wrappers.map(wrapper => wrapper.name), words[0]?.value].some(one =>
          /^(?:gosu|su-exec|setpriv|chpst|s6-setuidgid)$/.test(one ?? ''),
        ),
      ),
  );
